import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import type { Client } from '../../electron/contract/client.ts';
import type { Change } from '../projection/change.ts';
import { inspection, random } from '../projection/journal.fixture.ts';
import { rowOf } from '../projection/row.ts';
import { createStore, type Store } from '../projection/store.ts';
import { createLabeller } from './labeller.ts';
import type { NewLabel } from './saver.ts';
import { bottomLine, next, start, type Session } from './session.ts';
import type { Near } from './use-near.ts';

let store: Store;
afterEach(() => store.delete());

const station = 'bench1aaaa';
const pit = { verdict: 'defect', class: 'pit' } as const;

/** Ada's desk over a host that keeps a list of labels; `break` makes it answer the next call with an error. */
async function desk() {
  store = createStore(`test-${Math.random()}`);
  const draw = random(3);
  const at = '2026-11-21T10:00:00.000Z';
  const rows = [1, 2, 3].map((seq) => rowOf(station, { seq, at, by: 'max', data: inspection(seq, draw) }));
  await store.inspections.bulkPut(rows);
  let session: Session = start;
  const journal: (NewLabel | { withdrawn: string })[] = [];
  let broken: Error | null = null;
  const write = async <T>(result: () => T): Promise<T> => {
    await Promise.resolve();
    if (broken === null) return result();
    const error = broken;
    broken = null;
    throw error;
  };
  const review = {
    label: ({ labels }: { labels: NewLabel[] }) =>
      write(() => labels.map((label) => `${station}-${100 + journal.push(label)}`)),
    withdraw: ({ labels }: { labels: string[] }) =>
      write(() => void journal.push(...labels.map((withdrawn) => ({ withdrawn })))),
  };
  const labeller = createLabeller({
    ...{ store, station, me: 'ada' },
    dispatch: (action) => (session = next(session, action)),
  });
  labeller.reach({ review } as unknown as Pick<Client, 'review'>);
  const near = (seq: number, changes: readonly Change[] = []): Near => ({ row: rows[seq - 1]!, changes });
  return {
    labeller,
    near,
    journal,
    line: () => bottomLine(session),
    break: (error: Error) => (broken = error),
    settled: () => new Promise((resolve) => setTimeout(resolve, 50)),
  };
}
const labelled = (seq: number, by: string): Change => ({
  ...{ kind: 'label.set', station, seq, at: seq, by, inspection: `${station}-1` },
  data: { inspection: `${station}-1`, replaces: [], ...pit },
});

test('a label names what stood on the screen, and what this desk said since', async () => {
  const { labeller, near, journal, settled, line } = await desk();
  labeller.answer({ ...pit, comment: ' by the tip ' }, [near(1, [labelled(50, 'max')])]);
  labeller.answer({ verdict: 'pass' }, [near(1, [labelled(50, 'max')])]);
  await settled();
  expect(journal).toEqual([
    { inspection: `${station}-1`, replaces: [`${station}-50`], ...pit, comment: 'by the tip' },
    { inspection: `${station}-1`, replaces: [`${station}-50`, `${station}-101`], verdict: 'pass' },
  ]);
  expect(line()).toBe('Saved: Good, #1. Undo Z');
});

test('undo takes back one key after the other, before the projection has heard of any; again says them anew', async () => {
  const { labeller, near, journal, settled, line } = await desk();
  labeller.answer(pit, [near(1)]);
  labeller.answer({ verdict: 'pass' }, [near(2), near(3)]);
  labeller.undo();
  labeller.undo();
  labeller.undo();
  await settled();
  expect(journal.slice(3)).toEqual([102, 103, 101].map((seq) => ({ withdrawn: `${station}-${seq}` })));
  expect(line()).toBe('Nothing of yours to undo');
  labeller.redo();
  labeller.redo();
  await settled();
  expect(journal.slice(6)).toMatchObject([
    { inspection: `${station}-1`, verdict: 'defect', class: 'pit' },
    { inspection: `${station}-2`, verdict: 'pass' },
    { inspection: `${station}-3`, verdict: 'pass' },
  ]);
  expect(line()).toBe('Saved: Good, 2 pictures. Undo Z');
});

test('a label from before the page was opened is undone, another person’s is not', async () => {
  const { labeller, journal, settled } = await desk();
  await store.changes.bulkPut([labelled(50, 'ada'), labelled(51, 'max')]);
  labeller.undo();
  await settled();
  expect(journal).toEqual([{ withdrawn: `${station}-50` }]);
});

test('what could not be written stops labelling and is said; nothing goes out until somebody goes on', async () => {
  const { labeller, near, journal, settled, line, ...host } = await desk();
  host.break(Object.assign(new Error('no'), { code: 'not-written', data: { cause: 'the disk is full' } }));
  labeller.answer(pit, [near(1)]);
  labeller.answer(pit, [near(2)]);
  await settled();
  expect(line()).toBe(
    'Not saved: The record could not be written: the disk is full. Labelling is stopped; your last 2 keys were not kept',
  );
  labeller.answer(pit, [near(1)]);
  await settled();
  expect(journal).toEqual([]);
  labeller.resume();
  labeller.answer(pit, [near(1)]);
  await settled();
  expect(journal).toHaveLength(1);
});

test('an undo that somebody has answered names them; without a station nothing is labelled', async () => {
  const { labeller, near, settled, line, ...host } = await desk();
  labeller.answer(pit, [near(2)]);
  await settled();
  const data = { inspection: `${station}-2`, by: 'max' };
  host.break(Object.assign(new Error('no'), { code: 'labelled-since', data }));
  labeller.undo();
  await settled();
  expect(line()).toBe('max labelled #2 after you. Both labels stay as they are');
  labeller.reach(null);
  labeller.answer(pit, [near(3)]);
  await settled();
  expect(line()).toMatch(/^Not saved: .* your last key was not kept$/);
});
