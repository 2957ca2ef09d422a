import { expect, test } from 'vitest';
import { readModel } from './read.ts';
import { sample } from './sample.fixture.ts';
import { summaryOf } from './summary.ts';
import { writeModel } from './write.ts';

test('operators are counted, the most frequent first', () => {
  const { operators } = summaryOf(readModel(writeModel(sample)));
  const times = operators.map((one) => one.times);
  expect(times).toEqual(times.toSorted((one, other) => other - one));
  expect(times.reduce((sum, one) => sum + one, 0)).toBe(sample.nodes.length);
  expect(operators).toContainEqual({ op: 'Conv', times: 1 });
});
