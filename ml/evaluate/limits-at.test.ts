import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manifestOf } from '../package/manifest.fixture.ts';
import { judge } from '../verdict/judge.ts';
import { countAt, sortScores } from './limits-at.ts';

const scores = sortScores([0.9, 0.2, 0.6], [0.1, 0.2, 0.8, 0.5]);

test('a score at the pass limit passes, one at the defect limit is rejected, between them is unsure', () => {
  expect(countAt(scores, { pass: 0.2, defect: 0.8 })).toMatchObject({
    missed: { hits: 1, of: 3 },
    rejected: { hits: 1, of: 4 },
    unsure: 2,
  });
  expect(countAt(scores, { pass: 0.19, defect: 0.81 })).toMatchObject({
    missed: { hits: 0 },
    rejected: { hits: 0 },
    unsure: 5,
  });
  // Where the limits meet, a score there is a defect.
  expect(countAt(scores, { pass: 0.2, defect: 0.2 })).toMatchObject({
    missed: { hits: 0 },
    rejected: { hits: 3 },
    unsure: 0,
  });
});

test('bounds are of the confidence that was asked for', () => {
  const none = sortScores(Array<number>(60).fill(1), [0]);
  const limits = { pass: 0.5, defect: 0.5 };
  expect(countAt(none, limits).missed.bound).toBeCloseTo(1 - 0.05 ** (1 / 60), 6);
  expect(countAt(none, limits, 0.99).missed.bound).toBeCloseTo(1 - 0.01 ** (1 / 60), 6);
  expect(countAt(sortScores([], []), limits)).toEqual({
    missed: { hits: 0, of: 0, bound: 1 },
    rejected: { hits: 0, of: 0, bound: 1 },
    unsure: 0,
  });
});

test('counts are those of the rule by which pictures are judged', () => {
  const score = fc.integer({ min: 0, max: 20 }).map((step) => step / 20);
  fc.assert(
    fc.property(fc.array(score), fc.array(score), score, score, (defects, good, one, other) => {
      const thresholds = { pass: Math.min(one, other), defect: Math.max(one, other) };
      const judged = (values: readonly number[], verdict: string) =>
        values.filter(
          (value) => judge(manifestOf({ thresholds }), { score: value, findings: [] }).verdict === verdict,
        ).length;
      const { missed, rejected, unsure } = countAt(sortScores(defects, good), thresholds);
      expect([missed.hits, rejected.hits, unsure]).toEqual([
        judged(defects, 'pass'),
        judged(good, 'defect'),
        judged([...defects, ...good], 'unsure'),
      ]);
    }),
    { seed: 20261121, numRuns: 300 },
  );
});
