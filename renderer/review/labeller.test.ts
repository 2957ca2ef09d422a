import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import type { Client } from '../../electron/contract/client.ts';
import { Disconnected } from '../../electron/contract/wire.ts';
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
  let broken: { readonly error: Error; readonly after: boolean } | null = null;
  const write = async <T>(result: () => T): Promise<T> => {
    await Promise.resolve();
    if (broken === null) return result();
    const { error, after } = broken;
    broken = null;
    if (after) result();
    throw error;
  };
  const place = (label: NewLabel, since: number | undefined) => {
    const said = journal.findIndex((line) => 'once' in line && line.once === label.once);
    // As the host does it: only a call that says where to look finds what was written.
    return since !== undefined && since < 101 && said !== -1 ? said + 1 : journal.push(label);
  };
  const review = {
    label: ({ labels, since }: { labels: NewLabel[]; since?: number }) =>
      write(() => labels.map((label) => `${station}-${100 + place(label, since)}`)),
    withdraw: ({ labels }: { labels: string[] }) =>
      write(() => void journal.push(...labels.map((withdrawn) => ({ withdrawn })))),
  };
  const labeller = createLabeller({
    ...{ store, station, me: 'ada' },
    dispatch: (action) => (session = next(session, action)),
  });
  const host = { review } as unknown as Pick<Client, 'review'>;
  labeller.reach(host);
  const near = (seq: number, changes: readonly Change[] = []): Near => ({ row: rows[seq - 1]!, changes });
  return {
    labeller,
    near,
    journal,
    line: () => bottomLine(session),
    host,
    /** @param after whether the call is done all the same, and only its answer is lost */
    break: (error: Error, after = false) => (broken = { error, after }),
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
  const once = expect.stringMatching(/^[a-z0-9-]{8,40}$/) as string;
  expect(journal).toEqual([
    { inspection: `${station}-1`, replaces: [`${station}-50`], ...pit, comment: 'by the tip', once },
    { inspection: `${station}-1`, replaces: [`${station}-50`, `${station}-101`], verdict: 'pass', once },
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

test('what goes along with a label is said again with it: comment, reason and what was marked', async () => {
  const { labeller, near, journal, settled } = await desk();
  const regions = [{ kind: 'box', box: [1, 2, 3, 4], class: 'pit', score: 1 }] as const;
  const said = { ...pit, comment: 'at the tip', reason: 'Wear within limits', regions };
  labeller.answer(said, [near(1)]);
  labeller.undo();
  labeller.redo();
  await settled();
  expect(journal).toMatchObject([said, { withdrawn: `${station}-101` }, said]);
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

test.each([true, false])(
  'a connection that breaks while labels are on their way (written: %s): said so, found out, kept once, in order',
  async (after) => {
    const { labeller, near, journal, settled, line, ...rest } = await desk();
    rest.break(new Disconnected(), after);
    labeller.answer(pit, [near(1)]);
    labeller.answer({ verdict: 'pass' }, [near(2)]);
    await settled();
    labeller.reach(null);
    expect(line()).toBe(
      'The station does not answer: 2 keys not known to be saved. Loupe looks and goes on by itself',
    );
    labeller.undo();
    await settled();
    expect(journal).toHaveLength(after ? 1 : 0);
    labeller.reach({ ...rest.host });
    await settled();
    expect(journal).toMatchObject([
      { inspection: `${station}-1`, ...pit },
      { inspection: `${station}-2`, verdict: 'pass' },
    ]);
    expect(line()).toBe('Saved: Good, #2. Undo Z');
    labeller.undo();
    await settled();
    expect(journal.at(-1)).toEqual({ withdrawn: `${station}-102` });
  },
);

test('labels wait while somebody else is signed in, and go out when their author is back', async () => {
  const { labeller, near, journal, settled, line, host, ...rest } = await desk();
  rest.break(Object.assign(new Error('no'), { code: 'not-allowed', data: { needs: 'qa' } }));
  labeller.answer(pit, [near(1)]);
  await settled();
  expect([journal.length, line()]).toEqual([
    0,
    'The station does not answer: 1 key not known to be saved. Loupe looks and goes on by itself',
  ]);
  labeller.reach(null);
  labeller.reach(host);
  await settled();
  expect([journal.length, line()]).toEqual([1, 'Saved: pit, #1. Undo Z']);
});

test('what a scan said is taken back, whether or not it is saved; what was said before stays', async () => {
  const { labeller, near, journal, settled, line } = await desk();
  labeller.answer({ verdict: 'pass' }, [near(1)]);
  const keys = [labeller.answer(pit, [near(2)]), labeller.answer(pit, [near(3)])];
  labeller.recall(keys.filter((key) => key !== null));
  await settled();
  expect(journal).toMatchObject([{ inspection: `${station}-1` }]);
  expect(line()).toBe('That was a scan: pit, #3, is taken back');
  const late = labeller.answer(pit, [near(2)]);
  await settled();
  labeller.recall([late!]);
  await settled();
  expect(journal.slice(1)).toMatchObject([{ ...pit }, { withdrawn: `${station}-102` }]);
  labeller.redo();
  await settled();
  expect([journal.length, line()]).toEqual([3, 'Nothing was undone']);
});

test('an undo that somebody has answered names them; without a station it says so', async () => {
  const { labeller, near, settled, line, ...host } = await desk();
  labeller.answer(pit, [near(2)]);
  await settled();
  const data = { inspection: `${station}-2`, by: 'max' };
  host.break(Object.assign(new Error('no'), { code: 'labelled-since', data }));
  labeller.undo();
  await settled();
  expect(line()).toBe('max labelled #2 after you');
});
