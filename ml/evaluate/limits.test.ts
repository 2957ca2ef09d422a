import { expect, test } from 'vitest';
import { chooseLimits } from './limits.ts';

const spread = (count: number, from: number, to: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
const asked = { missed: 0.05, rejected: 0.05 };

test('far apart: one zone, and nothing unsure but what lies in the gap', () => {
  const limits = chooseLimits(spread(60, 0.8, 1), spread(60, 0, 0.2), asked);
  expect([limits.pass, limits.defect]).toEqual([0.5, 0.5]);
  expect(limits.missed).toEqual({ hits: 0, of: 60, bound: expect.closeTo(0.0487, 4) });
  expect([limits.unsure, limits.cannot]).toEqual([0, []]);
});
test('mixed: no defect passes, no good piece is rejected, the others are unsure', () => {
  const limits = chooseLimits([0.3, 0.6, 0.9], [0.1, 0.2, 0.7], asked);
  expect(limits.pass).toBeCloseTo(0.25);
  expect(limits.defect).toBeCloseTo(0.8);
  expect([limits.missed.hits, limits.rejected.hits, limits.unsure]).toEqual([0, 0, 3]);
  expect(limits.cannot).toEqual([
    '3 defective pictures, 0 missed, prove no better than 63 %; for 5 % it takes 59 with none missed.',
    '3 good pictures, 0 rejected, prove no better than 63 %; for 5 % it takes 59 with none rejected.',
  ]);
});
test('many enough: one defect may be missed, and the bound says so', () => {
  const limits = chooseLimits([0.05, ...spread(99, 0.5, 1)], spread(100, 0, 0.4), asked);
  expect(limits.missed).toEqual({ hits: 1, of: 100, bound: expect.closeTo(0.0466, 4) });
  expect(limits.cannot).toEqual([]);
});
test('the same score on both sides is unsure', () => {
  const limits = chooseLimits([0.5, 0.5], [0.5, 0.5], asked);
  expect([limits.missed.hits, limits.rejected.hits, limits.unsure]).toEqual([0, 0, 4]);
});
test('without either there are no limits', () =>
  expect(() => chooseLimits([], [0.1], asked)).toThrow('got 0 defective and 1 good'));
test('a few defective pieces that lie far away do not raise the pass limit above what good ones say', () => {
  const limits = chooseLimits([0.9, 0.95], spread(60, 0, 0.2), asked, 0.95, 0.15);
  expect([limits.pass, limits.defect]).toEqual([0.15, 0.55]);
  expect([limits.missed.hits, limits.unsure]).toEqual([
    0,
    spread(60, 0, 0.2).filter((score) => score > 0.15).length,
  ]);
});
