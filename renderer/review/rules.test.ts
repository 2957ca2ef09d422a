import { expect, test } from 'vitest';
import type { Change } from '../projection/change.ts';
import { inspection, random } from '../projection/journal.fixture.ts';
import { rowOf } from '../projection/row.ts';
import type { Sample } from '../projection/sample.ts';
import { conflictIn, hides, isOthers, mayLabel, needsOf, needsOfSample, seenIn } from './rules.ts';

const row = {
  ...rowOf('bench1', { seq: 1, at: '2026-11-21T10:00:00.000Z', by: 'max', data: inspection(1, random(1)) }),
  verdict: 'defect' as const,
};
const label = (seq: number, by: string): Change => ({
  ...{ kind: 'label.set', station: 'bench1', seq, at: seq, by, inspection: row.id },
  data: { inspection: row.id, replaces: [], verdict: 'pass' },
});
const withdrawal = (seq: number, by: string, of: number): Change => ({
  ...{ kind: 'label.withdrawn', station: 'bench1', seq, at: seq, by, inspection: row.id },
  data: { label: `bench1-${of}` },
});

test('a blind policy hides the answer until there is a label of one’s own; whoever took theirs back has seen it', () => {
  expect(hides(true, 'ada', [])).toBe(true);
  expect(hides(true, 'ada', [label(2, 'max')])).toBe(true);
  expect(hides(true, 'ada', [label(2, 'max'), label(3, 'ada')])).toBe(false);
  expect(hides(true, 'ada', [label(3, 'ada'), withdrawal(4, 'ada', 3)])).toBe(false);
  expect(hides(false, 'ada', [])).toBe(false);
});

test('the role of a row and of its sample in the queue are the same', () => {
  const roles = { corrected: 'admin', flagged: 'admin', unsure: 'qa' } as const;
  const sample = (reasons: Sample['reasons']): Sample => ({
    ...{ station: 'bench1', seq: 1, at: 0, verdict: 'defect', by: 'max', doubt: 0, novelty: 0, reasons },
  });
  expect([needsOf(roles, row), needsOfSample(roles, sample(['defect']))]).toEqual(['qa', 'qa']);
  expect([
    needsOf(roles, { ...row, disposition: 'leave-to-qa' }),
    needsOfSample(roles, sample(['flagged', 'defect'])),
  ]).toEqual(['admin', 'admin']);
  expect([
    needsOf(roles, { ...row, label: 'pass' }),
    needsOfSample(roles, sample(['corrected', 'defect'])),
  ]).toEqual(['admin', 'admin']);
  expect(needsOf({}, { ...row, requested: true, label: 'pass' })).toBe('qa');
  expect([mayLabel('qa', 'admin'), mayLabel('admin', 'admin'), mayLabel('technician', 'qa')]).toEqual([
    ...[false, true, false],
  ]);
});

test('what waits for somebody else only is not for whoever asked; a conflict is for everybody', () => {
  const sample = (more: Partial<Sample>): Sample => ({
    ...{ station: 'bench1', seq: 1, at: 0, verdict: 'pass', by: 'max', doubt: 0, novelty: 0, reasons: [] },
    ...more,
  });
  expect(isOthers(sample({ asking: ['ada'] }), 'ada')).toBe(true);
  expect(isOthers(sample({ asking: ['ada'] }), 'max')).toBe(false);
  expect(isOthers(sample({ asking: ['ada', 'max'] }), 'ada')).toBe(false);
  expect(isOthers(sample({ asking: ['ada'], conflict: true }), 'ada')).toBe(false);
  expect(isOthers(sample({}), 'ada')).toBe(false);
});

test('a conflict names the labels that stand, and seen are all that were ever set', () => {
  const changes = [label(2, 'ada'), label(3, 'max'), label(4, 'eve'), withdrawal(5, 'eve', 4)];
  expect(conflictIn({ row: { ...row, label: 'conflict' }, changes }).map(({ by }) => by)).toEqual([
    'ada',
    'max',
  ]);
  expect(conflictIn({ row: { ...row, label: 'pass' }, changes })).toEqual([]);
  expect(seenIn(changes)).toEqual(['bench1-2', 'bench1-3', 'bench1-4']);
});
