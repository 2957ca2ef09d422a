import { describe, expect, it } from 'vitest';
import { quantile } from '../evaluate/quantile.ts';
import { limitsFromGood } from './calibrate.ts';

describe('quantile', () => {
  it('is linear between order statistics', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3, 4, 5], 0.99)).toBeCloseTo(4.96, 12);
    expect(quantile([7], 0.99)).toBe(7);
  });
});

describe('limitsFromGood', () => {
  // logarithms 0, 1, 2: mean 1, deviation 1
  const limits = limitsFromGood([1, Math.E, Math.E ** 2]);

  it('puts the limits 2.33 and 4 deviations above the mean of the logarithm', () => {
    expect(limits.raw.pass).toBeCloseTo(Math.exp(3.33), 10);
    expect(limits.raw.defect).toBeCloseTo(Math.exp(5), 10);
  });

  it('calibrates them to the thresholds', () => {
    const score = (raw: number): number =>
      1 / (1 + Math.exp(-(limits.calibration.a * raw + limits.calibration.b)));
    expect(score(limits.raw.pass)).toBeCloseTo(limits.thresholds.pass, 12);
    expect(score(limits.raw.defect)).toBeCloseTo(limits.thresholds.defect, 12);
  });

  it('keeps a tenth between the limits where good pictures score alike', () => {
    const { raw } = limitsFromGood([2, 2, 2, 2]);
    expect(raw.pass).toBeCloseTo(2, 12);
    expect(raw.defect).toBeCloseTo(2.2, 12);
  });

  it('refuses too few scores and what is no score', () => {
    expect(() => limitsFromGood([1])).toThrow('at least 2 held-back good pictures, got 1');
    expect(() => limitsFromGood([1, 0])).toThrow('positive number, got 0');
    expect(() => limitsFromGood([1, Infinity])).toThrow('positive number, got Infinity');
  });
});
