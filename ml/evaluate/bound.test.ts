import { expect, test } from 'vitest';
import { neededWithoutHits, provableHits, upperBound } from './bound.ts';

test.each([
  [0, 60, 0.0487],
  [1, 60, 0.0766],
  [0, 299, 0.00997],
  [3, 3, 1],
  [0, 0, 1],
])('%i of %i: at most %f', (hits, count, bound) => expect(upperBound(hits, count)).toBeCloseTo(bound, 4));

/** Tables of the binomial: how many are needed to prove a share, with 0, 1 and 2 hits. */
test.each([
  [0.05, [59, 93, 124]],
  [0.02, [149, 236, 313]],
  [0.01, [299, 473, 628]],
])('a share of %f is proved by %j', (share, needed) => {
  for (const [hits, count] of needed.entries()) {
    expect([provableHits(count - 1, share), provableHits(count, share)]).toEqual([hits - 1, hits]);
  }
  expect(neededWithoutHits(share)).toBe(needed[0]);
});
test('a share that is none', () => expect(() => upperBound(3, 2)).toThrow('3 of 2 is no share'));
