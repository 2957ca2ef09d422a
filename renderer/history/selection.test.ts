import { expect, test } from 'vitest';
import { chosen, nothing, only, step } from './selection.ts';

const ids = ['e', 'd', 'c', 'b', 'a'];

test('steps stay in the list and begin at the top', () => {
  expect(step(nothing, ids, 1, false)).toEqual(only('e'));
  expect(step(only('e'), ids, -1, false)).toEqual(only('e'));
  expect(step(only('a'), ids, 1, false)).toEqual(only('a'));
  expect(step(only('gone'), ids, 1, true)).toEqual(only('e'));
  expect(step(nothing, [], 1, false)).toEqual(nothing);
});

test('Shift grows and shrinks a range around its anchor; new rows above change nothing', () => {
  let range = only('c');
  for (const by of [1, 1, -1, -1, -1] as const) range = step(range, ids, by, true);
  expect(range).toEqual({ anchor: 'c', focus: 'd' });
  expect(chosen(range, ids)).toEqual(['d', 'c']);
  expect(chosen(range, ['g', 'f', ...ids])).toEqual(['d', 'c']);
  expect(chosen({ anchor: 'gone', focus: 'd' }, ids)).toEqual(['d']);
});
