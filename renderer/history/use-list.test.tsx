import 'fake-indexeddb/auto';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { apply } from '../projection/apply.ts';
import type { Filter } from '../projection/filter.ts';
import { hashOf, inspection, journalId, line, random, station } from '../projection/journal.fixture.ts';
import { parseLines } from '../projection/lines.ts';
import type { Progress } from '../projection/progress.ts';
import { ProjectionContext, type Projection } from '../projection/projection.ts';
import { createStore, cursorAt, type Store } from '../projection/store.ts';
import { useList } from './use-list.ts';

let store: Store;
let seq: number;
let progress: Progress;
const listeners = new Set<() => void>();

beforeEach(async () => {
  store = createStore(`list-${Math.random()}`);
  seq = 0;
  progress = { phase: 'live', station, head: 0 };
  await store.cursors.put(cursorAt({ station, journal: journalId }, 0, hashOf(0)));
});
afterEach(() => store.delete());

/** As the worker would: the next inspections of the journal. */
async function record(count: number): Promise<void> {
  const texts = Array.from({ length: count }, (_, i) =>
    line(
      seq + i + 1,
      'inspection.recorded',
      inspection(seq + i + 1, random(seq + i), { verdict: (seq + i) % 2 ? 'defect' : 'pass' }),
    ),
  );
  await apply(store, station, parseLines(new TextEncoder().encode(texts.join('\n')), seq), 10_000);
  seq += count;
}

function open(filter: Filter = {}) {
  const projection: Projection = {
    store,
    progress: () => progress,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connect: () => undefined,
    onReachWanted: () => undefined,
    estimate: () => undefined,
    onEstimate: () => () => undefined,
    close: () => undefined,
  };
  const wrapper = ({ children }: { children: ReactNode }) => (
    <ProjectionContext value={projection}>{children}</ProjectionContext>
  );
  return renderHook(({ of }) => useList(of), { wrapper, initialProps: { of: filter } });
}

test('new rows are announced and move nothing until they are asked for', async () => {
  await record(30);
  const { result } = open();
  await waitFor(() => expect(result.current.state).toBe('end'));
  const before = result.current.rows.map((row) => row.seq);
  await act(() => record(12));
  await waitFor(() => expect(result.current.newer).toBe(12));
  expect(result.current.rows.map((row) => row.seq)).toEqual(before);
  act(() => result.current.show());
  await waitFor(() => expect(result.current.rows.length).toBe(42));
  expect([result.current.rows[0]?.seq, result.current.newer]).toEqual([42, 0]);
});

test('pages are added at the end; another filter begins anew', async () => {
  await record(250);
  const { result, rerender } = open();
  await waitFor(() => expect(result.current.rows.length).toBe(100));
  act(() => result.current.more());
  await waitFor(() => expect(result.current.rows.length).toBe(200));
  act(() => result.current.more());
  await waitFor(() => expect(result.current.state).toBe('end'));
  expect(result.current.rows.map((row) => row.seq)).toEqual(Array.from({ length: 250 }, (_, i) => 250 - i));
  rerender({ of: { verdicts: ['defect'] } });
  await waitFor(() => expect(result.current.rows.every(({ verdict }) => verdict === 'defect')).toBe(true));
  expect(result.current.rows.length).toBe(100);
});

test('an empty list fills by itself; while the store is rebuilt nothing is read', async () => {
  progress = { phase: 'rebuilding', done: 0, total: 5 };
  const { result } = open();
  await act(() => record(5));
  expect([result.current.rows.length, result.current.state]).toEqual([0, 'reading']);
  act(() => {
    progress = { phase: 'live', station, head: 5 };
    for (const listener of listeners) listener();
  });
  await waitFor(() => expect(result.current.rows.length).toBe(5));
  const other = open({ text: 'nobody' });
  await waitFor(() => expect(other.result.current.state).toBe('end'));
  expect(other.result.current.rows).toEqual([]);
});
