import { expect, test } from 'vitest';
import { manifestOf } from '../package/manifest.fixture.ts';
import { parameterCount } from '../train/network.ts';
import { classifierRecipe, recipes } from '../train/recipe.ts';
import { evaluationOf, type EvaluatedCase } from './evaluation.ts';
import { gateFailures, gates, gateSchema } from './gate.ts';

const one = (
  label: string,
  truth: EvaluatedCase['truth'],
  verdict: EvaluatedCase['verdict'],
  score: number,
): EvaluatedCase => ({ label, truth, verdict, score, ms: 2 });

test('what is not reached is said; what is not known is not reached, and no result is never good enough', () => {
  const nothing = evaluationOf(manifestOf({ classes: [{ name: 'a', verdict: 'info' }] }), []);
  expect(
    gateFailures(
      { evaluation: nothing },
      { minAccuracy: 0.9, minAuroc: 0.9, minNoiseAccuracy: 0.9, maxParameters: 5, checkDataset: true },
    ),
  ).toEqual([
    'accuracy is not known, at least 0.9 was asked for',
    'AUROC is not known, at least 0.9 was asked for',
    'accuracy at noise  is not known, at least 0.9 was asked for',
    'parameters: not known, at most 5 allowed',
    'dataset: not known',
  ]);
  const evaluation = evaluationOf(manifestOf(), [
    one('ok', 'pass', 'defect', 0.9),
    one('bad', 'defect', 'pass', 0.1),
    one('bad', 'defect', 'no-result', 0),
  ]);
  expect(gateFailures({ evaluation }, {})).toEqual([]);
  expect(gateFailures({ evaluation }, { maxEscapes: 0, maxFalseRejects: 1, minAccuracy: 0 })).toEqual([
    'escapes: 1, at most 0 allowed',
    'pictures without a result: 1, at most 0 allowed',
  ]);
});

test('every limit is held, from the figure on', () => {
  const evaluation = {
    ...evaluationOf(manifestOf(), [one('ok', 'pass', 'pass', 0.1), one('bad', 'defect', 'defect', 0.9)]),
    ...{
      ap50: 0.5,
      ap: 0.4,
      pixelAuroc: 0.7,
      miou: 0.6,
      dice: 0.5,
      ece: 0.1,
      unsure: 1,
      ms: { median: 3, p95: 9 },
    },
  };
  const known = { evaluation, noiseAccuracy: 0.97, parameters: 100, bytes: 400, datasetBlocks: [] };
  const met = {
    ...{ minAccuracy: 1, minAuroc: 1, minPrecision: 1, minRecall: 1, minFBeta: 1, minAp50: 0.5, minAp: 0.4 },
    ...{ minPixelAuroc: 0.7, minMiou: 0.6, minDice: 0.5, maxEce: 0.1, maxEscapes: 0, maxFalseRejects: 0 },
    ...{ maxUnsure: 1, noise: 0.3, minNoiseAccuracy: 0.97, maxParameters: 100, maxBytes: 400, maxMs: 3 },
    checkDataset: true,
  };
  expect(gateFailures(known, gateSchema.parse(met))).toEqual([]);
  const worse = {
    evaluation: {
      ...evaluation,
      ...{ accuracy: 0.99, auroc: 0.99, precision: 0.99, recall: 0.99, fBeta: 0.99, ap50: 0.49, ap: 0.39 },
      ...{ pixelAuroc: 0.69, miou: 0.59, dice: 0.49, ece: 0.11, escapes: 1, falseRejects: 1, unsure: 2 },
      ms: { median: 3.1, p95: 9 },
    },
    ...{ noiseAccuracy: 0.96, parameters: 101, bytes: 401, datasetBlocks: ['27 duplicates across splits'] },
  };
  const failures = gateFailures(worse, met);
  expect(failures).toHaveLength(Object.keys(met).length - 1);
  expect(failures).toContain('accuracy at noise 0.3 is 0.96, at least 0.97 was asked for');
  expect(failures.at(-1)).toBe('dataset: 27 duplicates across splits');
});

test('MNIST: fewer than 25,000 parameters, 98.8 %, and 98 % at sigma 0.3', () => {
  const { evaluation } = { evaluation: { ...evaluationOf(manifestOf(), []), accuracy: 0.988 } };
  const good = { evaluation, noiseAccuracy: 0.98, parameters: 24_999 };
  expect(gateFailures(good, gates['mnist']!)).toEqual([]);
  expect(gateFailures({ ...good, parameters: 25_000 }, gates['mnist']!)).toEqual([
    'parameters: 25000, at most 24999 allowed',
  ]);
  expect(() => gateSchema.parse({ minAcuracy: 0.9 })).toThrow('minAcuracy');
  // Those that are trained; with what the norms remember, 22,122 are in the file.
  const parameters = parameterCount(classifierRecipe(recipes.mnist, 10).network);
  expect([parameters, gateFailures({ ...good, parameters }, gates['mnist']!)]).toEqual([21_914, []]);
});
