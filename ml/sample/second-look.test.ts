import { expect, test } from 'vitest';
import { stillAsking, type Ask } from './second-look.ts';

const ask = (by: string, asked = true, ...seen: string[]): Ask => ({ by, asked, seen });
const label = (id: string, by: string) => ({ id, by });

test('it waits until somebody else labels it; whoever asked cannot answer', () => {
  expect(stillAsking([ask('ada')], [])).toEqual(['ada']);
  expect(stillAsking([ask('ada')], [label('b-2', 'ada')])).toEqual(['ada']);
  expect(stillAsking([ask('ada')], [label('b-2', 'ada'), label('b-3', 'max')])).toEqual([]);
});

test('a label that was there when somebody asked is no second look; one that came later, or from elsewhere, is', () => {
  const asks = [ask('ada', true, 'b-2')];
  expect(stillAsking(asks, [label('b-2', 'max')])).toEqual(['ada']);
  expect(stillAsking(asks, [label('b-2', 'max'), label('c-9', 'max')])).toEqual([]);
});

test('the last word of each counts: who no longer asks waits for nobody, and two can wait at once', () => {
  expect(stillAsking([ask('ada'), ask('ada', false)], [])).toEqual([]);
  expect(stillAsking([ask('ada', false), ask('ada')], [])).toEqual(['ada']);
  expect(stillAsking([ask('ada'), ask('max')], [label('b-2', 'max')])).toEqual(['max']);
});
