import { expect, test } from 'vitest';
import { manifestOf } from '../package/manifest.fixture.ts';
import { evaluationOf, gateFailures, type EvaluatedCase } from './evaluation.ts';

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
    auroc: 0.5,
    ece: expect.closeTo((0.1 + 0.5 + 0.3) / 3, 12),
    confusion: { good: { good: 1, scratch: 1 }, scratch: { scratch: 1, 'no-result': 1 } },
    ...{ escapes: 0, falseRejects: 1, unsure: 1, noResult: 1, msPerImage: 2 },
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

test('the gate says what is not reached; what is not known is not reached, and no result is never good enough', () => {
  const nothing = evaluationOf(manifestOf({ classes: [{ name: 'a', verdict: 'info' }] }), []);
  expect(nothing).toMatchObject({ n: 0, msPerImage: 0 });
  expect(gateFailures(nothing, { minAccuracy: 0.9, minAuroc: 0.9 })).toEqual([
    'accuracy is not known, at least 0.9 was asked for',
    'AUROC is not known, at least 0.9 was asked for',
  ]);
  const evaluation = evaluationOf(manifestOf(), [
    one('ok', 'pass', 'defect', 0.9),
    one('bad', 'defect', 'pass', 0.1),
    one('bad', 'defect', 'no-result', 0),
  ]);
  expect(gateFailures(evaluation, {})).toEqual([]);
  expect(gateFailures(evaluation, { maxEscapes: 0, maxFalseRejects: 1, minAccuracy: 0 })).toEqual([
    '1 escapes, at most 0 allowed',
    '1 pictures without a result, at most 0 allowed',
  ]);
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
