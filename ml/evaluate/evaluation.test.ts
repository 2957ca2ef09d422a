import { expect, test } from 'vitest';
import { manifestOf } from '../package/manifest.fixture.ts';
import { evaluationOf, type EvaluatedCase } from './evaluation.ts';

const one = (
  label: string,
  truth: EvaluatedCase['truth'],
  verdict: EvaluatedCase['verdict'],
  score: number,
  predicted?: string,
  more?: Partial<EvaluatedCase>,
): EvaluatedCase => ({
  ...{ label, truth, verdict, score, ms: 2 },
  ...(predicted !== undefined && { predicted }),
  ...more,
});

test('labels that are the model’s classes: the strongest class counts', () => {
  const evaluation = evaluationOf(manifestOf(), [
    one('good', 'pass', 'pass', 0.1, 'good', { confidence: 0.9 }),
    one('good', 'pass', 'defect', 0.9, 'scratch', { confidence: 0.5 }),
    one('scratch', 'defect', 'unsure', 0.6, 'scratch', { confidence: 0.7 }),
    one('scratch', 'defect', 'no-result', 0),
  ]);
  expect(evaluation).toEqual({
    n: 4,
    accuracy: 0.5,
    intervals: {
      accuracy: [expect.closeTo(0.15, 3), expect.closeTo(0.85, 3)],
      escapes: [0, expect.closeTo(0.6576, 4)],
      falseRejects: [expect.closeTo(0.0945, 4), expect.closeTo(0.9055, 4)],
    },
    auroc: 0.5,
    averagePrecision: 0.5,
    // Neither defective picture is judged defect, one good one is.
    ...{ precision: 0, recall: 0, fBeta: 0 },
    ece: expect.closeTo((0.1 + 0.5 + 0.3) / 3, 12),
    confusion: { good: { good: 1, scratch: 1 }, scratch: { scratch: 1, 'no-result': 1 } },
    perClass: {
      good: { count: 2, precision: 1, recall: 0.5, fBeta: expect.closeTo(2 / 3, 12) },
      scratch: { count: 2, precision: 0.5, recall: 0.5, fBeta: 0.5 },
    },
    ...{ escapes: 0, falseRejects: 1, unsure: 1, noResult: 1, msPerImage: 2, ms: { median: 2, p95: 2 } },
  });
});

test('other labels: the verdict counts, info is left out, unsure is not right', () => {
  const evaluation = evaluationOf(manifestOf(), [
    one('ok', 'pass', 'pass', 0.1, 'good'),
    one('rust', 'defect', 'pass', 0.2, 'good'),
    one('rust', 'defect', 'defect', 0.9, 'scratch'),
    one('rust', 'defect', 'unsure', 0.5, 'scratch'),
    one('lamp', 'info', 'defect', 0.9, 'scratch'),
  ]);
  expect(evaluation).toMatchObject({
    ...{ n: 5, accuracy: 0.5, auroc: 1, escapes: 1, falseRejects: 0, unsure: 1 },
    // The score is read as the chance of a defect: 0.1 of none, 0.2, 0.9 and 0.5 of one.
    ece: expect.closeTo((0.1 + 0.8 + 0.1 + 0.5) / 4, 12),
  });
  expect(evaluation).not.toHaveProperty('ap50');
  expect(evaluation.confusion).toEqual({
    ok: { pass: 1 },
    rust: { pass: 1, defect: 1, unsure: 1 },
    lamp: { defect: 1 },
  });
});

test('boxes and masks, of the pictures that have them', () => {
  const truth = [{ class: 'scratch', box: [0, 0, 10, 10] as const }];
  const found = [{ class: 'scratch', box: [0, 0, 10, 10] as const, score: 0.9 }];
  const evaluation = evaluationOf(manifestOf(), [
    one('ok', 'pass', 'pass', 0.1, undefined, { detection: { truth: [], found: [] } }),
    one('bad', 'defect', 'defect', 0.9, undefined, { detection: { truth, found } }),
    one('bad', 'defect', 'defect', 0.9, undefined, {
      pixels: { hit: 6, missed: 2, falseAlarm: 2, clear: 90 },
    }),
  ]);
  expect(evaluation).toMatchObject({ ap50: 1, ap: 1, miou: (6 / 10 + 90 / 94) / 2, dice: 12 / 16 });
});

test('boxes count where there are any, by overlap and beta; pixels come as they were gathered', () => {
  const box = [0, 0, 10, 10] as const;
  const evaluation = evaluationOf(
    manifestOf(),
    [
      one('bad', 'defect', 'defect', 0.9, undefined, {
        detection: {
          truth: [
            { class: 'scratch', box },
            { class: 'scratch', box: [50, 50, 10, 10] },
          ],
          found: [{ class: 'scratch', box: [0, 0, 5, 10], score: 0.9 }],
        },
      }),
    ],
    { beta: 1, overlap: 0.5, pixelAuroc: 0.75 },
  );
  expect(evaluation).toMatchObject({
    ...{ precision: 1, recall: 0.5, fBeta: expect.closeTo(2 / 3, 12), pixelAuroc: 0.75 },
  });
});

test('nothing to evaluate', () => {
  expect(evaluationOf(manifestOf(), [])).toEqual({
    ...{ n: 0, intervals: {}, confusion: {}, escapes: 0, falseRejects: 0, unsure: 0, noResult: 0 },
    ...{ msPerImage: 0, ms: { median: 0, p95: 0 } },
  });
});
