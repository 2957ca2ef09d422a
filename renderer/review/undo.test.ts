import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import type { Change } from '../projection/change.ts';
import { createStore, type Store } from '../projection/store.ts';
import { lastLabel } from './undo.ts';

let store: Store;
afterEach(() => store.delete());

const inspection = 'b-1';
const label = (seq: number, by: string, batch?: string): Change => ({
  ...{ kind: 'label.set', station: 'b', seq, at: seq, by, inspection },
  data: { inspection, replaces: [], verdict: 'defect', class: 'pit', ...(batch && { batch }) },
});
const withdrawal = (seq: number, by: string, of: number): Change => ({
  ...{ kind: 'label.withdrawn', station: 'b', seq, at: seq, by, inspection },
  data: { label: `b-${of}` },
});
async function lastOf(changes: readonly Change[], gone?: readonly string[]) {
  store = createStore(`test-${Math.random()}`);
  await store.changes.bulkPut(changes);
  const last = await lastLabel(store, 'b', 'ada', new Set(gone));
  return last && last.labels.join(' ');
}

test('mine, not another’s, and not what I took back', async () => {
  const said = [label(2, 'ada'), label(3, 'ada'), label(4, 'max'), withdrawal(5, 'ada', 3)];
  expect(await lastOf(said)).toBe('b-2');
  expect(await lastOf(said.slice(0, 3))).toBe('b-3');
  expect(await lastOf(said.slice(0, 3), ['b-3'])).toBe('b-2');
  expect(await lastOf(said.slice(0, 3), ['b-3', 'b-2'])).toBe(null);
  expect(await lastOf([])).toBe(null);
});

test('a batch whole, whatever others said in between, and nothing beyond it', async () => {
  const said = [
    label(2, 'ada', 'batch-one'),
    label(3, 'ada'),
    label(4, 'ada', 'batch-two'),
    label(5, 'max'),
    label(6, 'ada', 'batch-two'),
  ];
  expect(await lastOf(said)).toBe('b-4 b-6');
  expect(await lastOf(said.slice(0, 2))).toBe('b-3');
  expect(await lastOf(said.slice(0, 1))).toBe('b-2');
});

test('what it says goes with it', async () => {
  store = createStore(`test-${Math.random()}`);
  const { data, ...given } = label(2, 'ada');
  const along = {
    comment: 'at the tip',
    regions: [{ kind: 'box', box: [1, 2, 3, 4], class: 'pit', score: 1 }],
  };
  await store.changes.bulkPut([{ ...given, data: { ...data, ...along } } as Change]);
  expect(await lastLabel(store, 'b', 'ada')).toEqual({
    inspections: ['b-1'],
    answer: { verdict: 'defect', class: 'pit', ...along },
    labels: ['b-2'],
  });
});
