import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manifestOf } from '../package/manifest.fixture.ts';
import { judge } from './judge.ts';
import type { Finding } from './result.ts';

const answer = (score: number, thresholds = { pass: 0.25, defect: 0.75 }) =>
  judge(manifestOf({ thresholds }), { score, findings: [] }).verdict;

test('up to pass it passes, from defect on it is a defect, between it is unsure', () => {
  expect([0, 0.25, 0.250001, 0.5, 0.749999, 0.75, 1].map((score) => answer(score))).toEqual([
    'pass',
    'pass',
    'unsure',
    'unsure',
    'unsure',
    'defect',
    'defect',
  ]);
});

test('where one score meets both thresholds, it is a defect', () => {
  expect(answer(0.5, { pass: 0.5, defect: 0.5 })).toBe('defect');
  expect(answer(0.49, { pass: 0.5, defect: 0.5 })).toBe('pass');
  expect(answer(0, { pass: 0, defect: 0 })).toBe('defect');
});

test('a model without a class for defects has no verdict', () => {
  const [info, pass] = ['info', 'pass'].map((verdict) =>
    manifestOf({ classes: [{ name: 'scissors', verdict }] }),
  );
  const unsure = { verdict: 'unsure', reason: 'model-has-no-verdict', score: 0, findings: [] };
  expect(judge(info!, { score: 0, findings: [] })).toEqual(unsure);
  expect(judge(pass!, { score: 0, findings: [] })).toEqual(unsure);
});

describe('a fault never passes', () => {
  const finding: Finding = { kind: 'box', box: [0, 0, 1, 1], class: 'scratch', score: 0.5 };
  test.each([NaN, Infinity, -Infinity, -0.001, 1.001])('score %s', (score) => {
    expect(judge(manifestOf(), { score, findings: [] })).toEqual({
      verdict: 'no-result',
      reason: 'bad-output',
      score: 0,
      findings: [],
    });
  });
  test.each([
    { ...finding, score: NaN },
    { ...finding, score: 2 },
    { ...finding, box: [0, NaN, 1, 1] as const },
    { ...finding, polygon: [0, Infinity] },
  ])('finding %#', (bad) => {
    expect(judge(manifestOf(), { score: 0, findings: [finding, bad] }).reason).toBe('bad-output');
  });
  test('whatever the score and the thresholds', () => {
    const threshold = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.double(), threshold, threshold, (score, one, other) => {
        const thresholds = { pass: Math.min(one, other), defect: Math.max(one, other) };
        const { verdict } = judge(manifestOf({ thresholds }), { score, findings: [] });
        if (verdict === 'pass')
          expect(score >= 0 && score <= thresholds.pass && score < thresholds.defect).toBe(true);
        if (verdict === 'no-result') expect(score >= 0 && score <= 1).toBe(false);
      }),
      { seed: 20261121, numRuns: 1000 },
    );
  });
});
