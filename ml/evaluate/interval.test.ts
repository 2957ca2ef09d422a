import { expect, it } from 'vitest';
import { wilson } from './interval.ts';

it.each([
  // Newcombe 1998, table I, method 3
  { hits: 81, count: 263, low: 0.2553, high: 0.3662 },
  { hits: 15, count: 148, low: 0.0624, high: 0.1605 },
  { hits: 0, count: 20, low: 0, high: 0.1611 },
  { hits: 1, count: 29, low: 0.0061, high: 0.1718 },
  { hits: 0, count: 0, low: 0, high: 1 },
])('$hits of $count', ({ hits, count, low, high }) => {
  const [from, to] = wilson(hits, count);
  expect(from).toBeCloseTo(low, 4);
  expect(to).toBeCloseTo(high, 4);
});

it('refuses what is no share', () => {
  expect(() => wilson(3, 2)).toThrow('3 of 2 is no share');
});
