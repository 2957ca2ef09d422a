import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import { inspection, random, station } from '../projection/journal.fixture.ts';
import { rowOf, type InspectionRow } from '../projection/row.ts';
import { createStore, type Store } from '../projection/store.ts';
import { lastGood } from './last-good.ts';

let store: Store;
afterEach(() => store.delete());

test('the last good piece of the same type before this one', async () => {
  store = createStore(`test-${Math.random()}`);
  const next = random(1);
  const row = (seq: number, more: Partial<InspectionRow>): InspectionRow => ({
    ...rowOf(station, {
      seq,
      at: new Date(1_700_000_000_000 + seq * 1000).toISOString(),
      by: 'ada',
      data: inspection(seq, next, { verdict: 'pass' }),
    }),
    instrument: 'Kerrison',
    ...more,
  });
  const rows = [
    row(1, {}),
    row(2, { verdict: 'unsure', label: 'pass' }),
    row(3, { label: 'defect' }),
    row(4, { instrument: 'Adson' }),
    row(5, { verdict: 'defect' }),
    row(6, { label: 'conflict' }),
    row(7, {}),
  ];
  await store.inspections.bulkPut(rows);
  const seqBefore = async (seq: number) => (await lastGood(store, rows[seq - 1]!))?.seq;
  expect([await seqBefore(7), await seqBefore(2), await seqBefore(1), await seqBefore(4)]).toEqual([
    2,
    1,
    undefined,
    undefined,
  ]);
  const { instrument: _, ...nameless } = rows[6]!;
  expect(await lastGood(store, nameless)).toBe(null);
});
