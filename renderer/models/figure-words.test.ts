import { expect, test } from 'vitest';
import type { EvaluationInfo } from '../../electron/contract/evaluations.ts';
import { evaluationOf } from '../../ml/evaluate/evaluation.ts';
import { countRows, lookWords, makerWords } from './figure-words.ts';

const cases = [
  ...Array.from({ length: 59 }, () => ({ truth: 'defect' as const, verdict: 'defect' as const })),
  { truth: 'defect' as const, verdict: 'pass' as const },
  ...Array.from({ length: 10 }, () => ({ truth: 'pass' as const, verdict: 'pass' as const })),
].map((one) => ({ ...one, label: one.truth, score: 0.5, ms: 2 }));
const sha256 = 'a'.repeat(64);
const info: EvaluationInfo = {
  ...{ model: { name: 'sample', version: 2, sha256 }, dataset: { hash: sha256, name: 'levels' } },
  ...{ split: 'test', at: '2026-11-21T09:00:00Z', by: 'lead', provider: 'cpu' },
  ...{ thresholds: { pass: 0.2, defect: 0.7 }, defective: 60, good: 10, seenBefore: [] },
  figures: evaluationOf({ classes: [{ name: 'damage', verdict: 'defect' }] }, cases),
};

test('escapes come first, counted, with the interval that the count supports', () => {
  expect(countRows(info)).toEqual([
    { name: 'Escapes: defective, judged pass', counted: '1 of 60', interval: '0.3 to 8.9 %' },
    { name: 'False rejects: good, judged defect', counted: '0 of 10', interval: '0.0 to 27.8 %' },
    { name: 'Unsure', counted: '0 of 70', interval: '0.0 to 5.2 %' },
    { name: 'No result', counted: '0 of 70', interval: '0.0 to 5.2 %' },
    { name: 'Right answers', counted: '69 of 70', interval: '92.3 to 99.7 %' },
  ]);
});

test('a test says whether it is a first look', () => {
  expect(lookWords(info)).toContain('used once');
  const seenBefore = [{ name: 'sample', version: 1, sha256 }];
  expect(lookWords({ ...info, seenBefore })).toContain('judged by v1 before');
});

test('the figures of a manifest are said in words, whoever named them', () => {
  expect(makerWords({ auroc: 0.98765, falseRejects: 2, heldBackPictures: 12, top_5: 1 })).toBe(
    'AUROC 0.9877 · false rejects 2 · held back pictures 12 · top_5 1',
  );
});
