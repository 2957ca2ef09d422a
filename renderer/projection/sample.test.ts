import { expect, test } from 'vitest';
import { inspection, random } from './journal.fixture.ts';
import { rowOf, type InspectionRow } from './row.ts';
import { sampleOf } from './sample.ts';

const row: InspectionRow = {
  ...rowOf('bench1', { seq: 1, at: '2026-11-21T10:00:00.000Z', by: 'max', data: inspection(1, random(1)) }),
  verdict: 'pass',
  thresholds: { pass: 0.4, defect: 0.6 },
};

test('a label against the model is told by how far its score lies on the other side', () => {
  const contradiction = (score: number, label: 'pass' | 'defect' | 'cannot-tell') =>
    sampleOf({ ...row, score, label }).contradiction;
  expect(contradiction(0.1, 'defect')).toBeCloseTo(0.8, 12);
  expect(contradiction(0.9, 'pass')).toBeCloseTo(0.8, 12);
  expect([
    contradiction(0.1, 'pass'),
    contradiction(0.9, 'defect'),
    contradiction(0.1, 'cannot-tell'),
  ]).toEqual([...[undefined, undefined, undefined]]);
  expect(sampleOf({ ...row, score: 0.5 }).doubt).toBe(1);
  expect(sampleOf({ ...row, score: 0.9 }).doubt).toBeCloseTo(0.2, 12);
});
