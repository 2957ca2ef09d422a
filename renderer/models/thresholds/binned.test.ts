import { expect, test } from 'vitest';
import { binned } from './binned.ts';

test('both ends are counted', () => {
  expect(binned([0, 0.09, 0.1, 0.95, 1], 10)).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
  expect(binned([], 3)).toEqual([0, 0, 0]);
});
