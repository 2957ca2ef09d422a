import { describe, expect, it, test } from 'vitest';
import { quantile } from '../evaluate/quantile.ts';
import { limitsFromBoth, limitsFromGood, normalQuantile } from './calibrate.ts';

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

  it('puts the limits 2.326 and 4 deviations above the mean of the logarithm', () => {
    expect(Math.log(limits.raw.pass)).toBeCloseTo(1 + 2.3263479, 6);
    expect(Math.log(limits.raw.defect)).toBeCloseTo(5, 4);
  });

  it('puts them where so many good pieces may be unsure, and rejected', () => {
    const { raw } = limitsFromGood([1, Math.E, Math.E ** 2], { unsure: 0.1, rejected: 0.01 });
    expect(Math.log(raw.pass)).toBeCloseTo(1 + 1.2815516, 6);
    expect(Math.log(raw.defect)).toBeCloseTo(1 + 2.3263479, 6);
    // What was seen counts where it reaches further than the spread: one good piece of ten far out.
    const far = limitsFromGood([...Array<number>(9).fill(1), 50], { unsure: 0.01, rejected: 0.001 });
    expect(far.raw.pass).toBeGreaterThan(45);
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

describe('limitsFromBoth', () => {
  it('lets as many defective pieces pass as the bound allows, and says what the pictures prove', () => {
    const good = Array.from({ length: 40 }, (_, i) => 1 + i / 100);
    // 60 defective pieces, the faintest among the good: none may be missed for 5 %.
    const [targets, shares] = [
      { missed: 0.05, rejected: 0.05 },
      { unsure: 0.1, rejected: 0.05 },
    ];
    const scale = limitsFromGood(good);
    const { a, b } = scale.calibration;
    const score = (raw: number) => 1 / (1 + Math.exp(-(a * raw + b)));
    const defective = Array.from({ length: 60 }, (_, i) => score(1.2 + i / 10));
    const { limits, proof } = limitsFromBoth(scale, good, defective, targets, shares);
    expect(proof.missed).toMatchObject({ hits: 0, of: 60, bound: expect.closeTo(0.0487, 4) });
    expect(limits.raw.pass).toBeGreaterThan(1.19);
    expect(limits.raw.pass).toBeLessThan(1.2);
    expect(limits.raw.defect).toBeGreaterThan(1.39);
    expect(proof.cannot).toEqual([
      expect.stringMatching(/^40 good pictures, 0 rejected, prove no better than 7.2 %/),
    ]);
    expect(score(limits.raw.defect)).toBeCloseTo(limits.thresholds.defect, 12);
    // Three that are far away prove little: the good pictures' own limit stays.
    const far = [8, 9, 10].map(score);
    const few = limitsFromBoth(scale, good, far, targets, shares);
    expect(few.limits.raw.pass).toBeCloseTo(limitsFromGood(good, shares).raw.pass, 9);
    expect(few.proof.cannot[0]).toMatch(/^3 defective pictures, 0 missed, prove no better than 63 %/);
  });
});

test('quantiles of the normal distribution, by the tables', () => {
  expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
  for (const [share, value] of [
    [0.975, 1.959964],
    [0.9, 1.281552],
    [0.01, -2.326348],
    [0.001, -3.090232],
  ] as const)
    expect(normalQuantile(share)).toBeCloseTo(value, 6);
});
