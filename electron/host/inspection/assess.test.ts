import { expect, test } from 'vitest';
import { inMillimetres, noResult, type Assessment } from './assess.ts';

test('lengths in millimetres where the scale is known, and nothing else changes', () => {
  const finding = { kind: 'mask', box: [1, 2, 30, 40], class: 'pit', score: 0.9 } as const;
  const record = {
    ...{ model: 'm', version: 1, sha256: 'a'.repeat(64), thresholds: { pass: 0.4, defect: 0.6 } },
    ...{ verdict: 'defect', score: 0.9, findings: [{ ...finding, lengthPx: 50 }, finding] },
  };
  const assessment = { ...noResult('internal'), steps: [{ record }] } as unknown as Assessment;
  const [step] = inMillimetres(assessment, 0.05).steps;
  expect(step?.record).toEqual({
    ...record,
    findings: [{ ...finding, lengthPx: 50, lengthMm: 2.5 }, finding],
  });
  expect(inMillimetres(assessment, null)).toBe(assessment);
});
