import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../ml/sample/policy.ts';
import { apply } from '../../projection/apply.ts';
import { inspection, journalId, line, random, station } from '../../projection/journal.fixture.ts';
import { parseLines } from '../../projection/lines.ts';
import { createStore, cursorAt } from '../../projection/store.ts';
import { controlsOf, controlText } from './controls.ts';

const id = (seq: number) => `${station}-${seq}`;

test('controls alone count, and only where people say good or defect and agree', async () => {
  const store = createStore(`controls-${Math.random()}`);
  await store.cursors.put(cursorAt({ station, journal: journalId }, 0, null));
  const next = random(1);
  const policy = { ...defaultPolicy, controlEvery: 1, nearLimit: 0, novelAbove: 1, burstSeconds: 0 };
  const piece = (seq: number, verdict: 'pass' | 'defect' = 'pass') =>
    line(seq, 'inspection.recorded', inspection(seq, next, { verdict, serial: `SN ${seq}` }));
  const label = (seq: number, of: number, verdict: 'pass' | 'defect' | 'cannot-tell') =>
    line(seq, 'label.set', { inspection: id(of), verdict, replaces: [] });
  const texts = [
    line(1, 'settings.changed', { changes: [{ path: 'samplePolicy', from: null, to: policy }] }),
    ...[piece(2), piece(3), piece(4), piece(5), piece(6), piece(7, 'defect')],
    ...[label(8, 2, 'pass'), label(9, 3, 'defect'), label(10, 4, 'cannot-tell')],
    // Two who did not see each other's.
    ...[label(11, 5, 'pass'), label(12, 5, 'defect'), label(13, 7, 'defect')],
  ];
  await apply(store, station, parseLines(new TextEncoder().encode(texts.join('\n')), 0), 1000);
  expect(await controlsOf(store)).toEqual({ reviewed: 2, escapes: 1, waiting: 2 });
  await store.delete();
});

test('an estimate with its interval, once there are enough to say', () => {
  // Newcombe 1998, table I, method 3: 15 of 148
  expect(controlText({ reviewed: 148, escapes: 15, waiting: 0 })).toBe(
    '15 of 148 reviewed controls are defects that passed. Estimate: 10.1 % (6.2 to 16.0 %) of the passes slip through.',
  );
  expect(controlText({ reviewed: 29, escapes: 0, waiting: 1200 })).toBe(
    'Share of defects among passes: too few to say (29). It takes 30 reviewed controls. 1,200 more wait for review.',
  );
});
