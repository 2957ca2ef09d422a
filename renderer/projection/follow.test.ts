import 'fake-indexeddb/auto';
import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Client } from '../../electron/contract/client.ts';
import { defaultPolicy, type SamplePolicy } from '../../ml/sample/policy.ts';
import { follow, JournalBroken, type FollowLimits } from './follow.ts';
import { hashOf, inspection, journal as lines, line, random, station } from './journal.fixture.ts';
import type { Progress } from './progress.ts';
import { createStore, type Store } from './store.ts';

const limits: FollowLimits = { cap: 1000, batch: 50, pageBytes: 20_000, warmUp: 0 };
let store: Store;
let reports: Progress[];
beforeEach(() => {
  store = createStore(`follow-${Math.random()}`);
  reports = [];
});
afterEach(() => store.delete());

/** A host's journal in memory: pages by bytes, each head of `heads` in turn, and what `read` should be made to do wrong. */
function host(
  texts: readonly string[],
  heads: readonly number[],
  spoil = { reads: 0, gaps: 0 },
  id = 'journal-a',
) {
  let head = 0;
  const journal = {
    async watch() {
      return (async function* () {
        for (head of heads) yield { station, journal: id, head, followed: [] };
      })();
    },
    async read({ after, limitBytes = 1_000_000 }: { after: number; limitBytes?: number }) {
      spoil.reads++;
      const from = spoil.gaps > 0 && after > 0 ? (spoil.gaps--, after + 1) : after;
      let page = '';
      for (const text of texts.slice(from, head)) {
        if (page && page.length + text.length > limitBytes) break;
        page += `${text}\n`;
      }
      return { lines: new TextEncoder().encode(page), head };
    },
    async said({ before }: { before: number }) {
      return { lines: new Uint8Array(), upTo: before };
    },
    async line({ seq }: { seq: number }) {
      const line = texts[seq - 1];
      if (!line) throw new ORPCError('not-found');
      const first = texts.slice(0, seq).findLastIndex((text) => text.includes('"segment.opened"')) + 1;
      return { line, segment: first === 0 ? 'open' : `${first}.jsonl` };
    },
  };
  return journal as unknown as Client['journal'];
}
const run = (journal: Client['journal'], own = limits) =>
  follow(journal, store, (progress) => reports.push(progress), new AbortController().signal, own);
const dump = async (of: Store) => ({
  rows: await of.inspections.toArray(),
  counters: await of.counters.toArray(),
  cursors: await of.cursors.toArray(),
});
const rebuilt = () => reports.some(({ phase }) => phase === 'rebuilding');

const texts = [...lines(400, 3)];

test('rebuilds with progress, then follows single lines', async () => {
  await run(host(texts, [380, 381, 400]));
  const bars = reports.flatMap((p) => (p.phase === 'rebuilding' ? [p.done] : []));
  expect(bars.length).toBeGreaterThan(5);
  expect(bars).toEqual(bars.toSorted((a, b) => a - b));
  expect(reports.find(({ phase }) => phase === 'rebuilding')).toEqual({
    phase: 'rebuilding',
    done: 0,
    total: 380,
  });
  expect(reports.at(-1)).toEqual({ phase: 'live', station, head: 400 });
  expect(await store.cursors.get(station)).toMatchObject({ seq: 400, hash: hashOf(400) });
});

test('continues where it stopped, and a page with a gap is asked again', async () => {
  await run(host(texts, [200]));
  reports = [];
  const spoil = { reads: 0, gaps: 2 };
  await run(host(texts, [230], spoil));
  expect(rebuilt()).toBe(false);
  expect(spoil.gaps).toBe(0);
  expect(await store.cursors.get(station)).toMatchObject({ seq: 230 });
  await expect(run(host(texts, [300], { reads: 0, gaps: 100 }))).rejects.toThrow(
    'the lines after 230 are missing',
  );
});

test.each([
  ['another journal', () => host(texts, [300], undefined, 'journal-b')],
  ['ahead of the journal', () => host(texts, [150])],
  [
    'beside the journal, at the same head',
    () =>
      host(
        [...lines(200, 9)].map((text) => text.replaceAll('"000000000', '"100000000')),
        [200],
      ),
  ],
  [
    'beside the journal',
    () =>
      host(
        [...lines(300, 9)].map((text) => text.replaceAll('"000000000', '"100000000')),
        [300],
      ),
  ],
])('a store of %s is thrown away and built again', async (_what, other) => {
  await run(host(texts, [200]));
  reports = [];
  await run(other());
  const fresh = createStore(`fresh-${Math.random()}`);
  await follow(other(), fresh, () => undefined, new AbortController().signal, limits);
  expect(rebuilt()).toBe(true);
  expect(await dump(store)).toEqual(await dump(fresh));
  await fresh.delete();
});

test('a store whose rows have another shape, or that is of another station, is built again', async () => {
  await run(host(texts, [200]));
  await store.cursors.update(station, { shape: 0 });
  await run(host(texts, [200]));
  expect((await store.cursors.get(station))?.shape).not.toBe(0);
  const cursor = (await store.cursors.get(station))!;
  await store.cursors.delete(station);
  await store.cursors.put({ ...cursor, station: 'elsewhere1' });
  reports = [];
  await run(host(texts, [200]));
  expect(rebuilt()).toBe(true);
  expect((await store.cursors.toArray()).map((c) => c.station)).toEqual([station]);
});

test('a capped store starts at the newest lines', async () => {
  await run(host(texts, [400]), { ...limits, cap: 120 });
  const seqs = (await store.inspections.toArray()).map(({ seq }) => seq);
  expect(Math.min(...seqs)).toBeGreaterThan(280);
  expect(reports.find(({ phase }) => phase === 'rebuilding')).toEqual({
    phase: 'rebuilding',
    done: 0,
    total: 120,
  });
});

test('a capped store chooses by the policy that was in force where it begins', async () => {
  const next = random(1);
  const unsure = (seq: number) =>
    line(seq, 'inspection.recorded', inspection(seq, next, { verdict: 'unsure' }));
  const opened = (seq: number, samplePolicy: SamplePolicy | null) =>
    line(seq, 'segment.opened', {
      ...{ format: 1, app: '0.1.0', previous: null, openTray: null, activeModel: null, setup: null },
      counters: { inspections: 0, verdicts: { pass: 0, defect: 0, unsure: 0, 'no-result': 0 } },
      samplePolicy,
    });
  const of = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => unsure(from + i));
  const none = { ...defaultPolicy, unsure: false, controlEvery: 0 };
  const all = [opened(1, null), ...of(2, 19), opened(20, none), ...of(21, 40)];
  await run(host(all, [40]), { ...limits, cap: 10 });
  const rows = await store.inspections.toArray();
  expect(rows.map(({ seq }) => seq)).toEqual([31, 32, 33, 34, 35, 36, 37, 38, 39, 40]);
  expect(rows.flatMap(({ chosen }) => chosen ?? [])).toEqual([]);
});

test('a journal that does not continue itself is built once more and then reported, not for ever', async () => {
  const torn = texts.map((text, i) => (i === 249 ? text.replace(hashOf(249), hashOf(249, 1)) : text));
  const spoil = { reads: 0, gaps: 0 };
  await expect(run(host(torn, [400], spoil))).rejects.toThrow(JournalBroken);
  expect(await store.cursors.get(station)).toMatchObject({ seq: 249 });
});
