import 'fake-indexeddb/auto';
import { afterAll, expect, test } from 'vitest';
import type { EventData, EventKind } from '../electron/contract/events.ts';
import type { ReadableJournal } from '../electron/host/journal/journals.ts';
import { saidOfOthers } from '../electron/host/journal/said.ts';
import { seeded } from '../electron/host/seeded.fixture.ts';
import { follow, type FollowLimits, type Head, type Journal } from '../renderer/projection/follow.ts';
import { hashOf, inspection, journalId, line } from '../renderer/projection/journal.fixture.ts';
import { shareOf } from '../renderer/projection/retain.ts';
import { createStore, type Store } from '../renderer/projection/store.ts';

// A page that follows several stations has the same rows in whatever order their journals arrive, however often one of them is read anew,
// and wherever a long one is begun.

const stations = ['bench1aaaa', 'bench2bbbb', 'desk9ccccc'] as const;
type Station = (typeof stations)[number];
type Lines = Record<Station, string[]>;
const segment = 25;

/** Two benches and a desk: all record, and all speak of what any of them recorded. */
function history(count: number, chance: () => number): Lines {
  const below = (n: number) => Math.floor(chance() * n);
  const lines: Lines = { bench1aaaa: [], bench2bbbb: [], desk9ccccc: [] };
  const inspections: string[] = [];
  const labels: string[] = [];
  for (let n = 0; n < count; n++) {
    // The desk writes more than its share, so that a long journal is not one of many inspections.
    const station = stations[Math.min(2, below(4))]!;
    const seq = lines[station].length + 1;
    const say = <K extends EventKind>(kind: K, data: EventData<K>) => {
      const who = ['ada', 'max'][below(2)]!;
      // All clocks are wrong: only numbers count.
      const text = line(seq, kind, data, 1_700_000_000_000 + below(1000) * 60_000);
      lines[station].push(text.replace(/"by":{"id":"[^"]*"/, `"by":{"id":"${who}"`));
      return `${station}-${seq}`;
    };
    const one = inspections[inspections.length - 1 - below(Math.min(40, inspections.length))];
    const label = labels[labels.length - 1 - below(Math.min(12, labels.length))];
    const choice = below(station === 'desk9ccccc' ? 24 : 10);
    if ((seq - 1) % segment === 0) {
      const counters = { inspections: 0, verdicts: { pass: 0, defect: 0, unsure: 0, 'no-result': 0 } };
      say('segment.opened', {
        ...{ format: 1, app: 'test', previous: null, counters, openTray: null, activeModel: null },
        ...{ setup: null, samplePolicy: null },
      });
    } else if (one === undefined || choice < 5)
      inspections.push(say('inspection.recorded', inspection(seq, chance, { serial: `SN ${below(9)}` })));
    else if (choice === 5 && label !== undefined) say('label.withdrawn', { label });
    else if (choice === 6) say('identity.corrected', { inspection: one, identity: { serial: `C ${n}` } });
    else if (choice === 7)
      say('disposition.set', { inspection: one, disposition: below(2) ? 'leave-to-qa' : null });
    else if (choice === 8) say('second-look.asked', { inspection: one, asked: below(3) > 0, seen: [] });
    else if (choice === 9) say('review.requested', { inspection: one, why: 'odd' });
    else {
      const replaces = label === undefined || below(2) === 0 ? [] : [label];
      labels.push(say('label.set', { inspection: one, replaces, verdict: below(2) ? 'pass' : 'defect' }));
    }
  }
  return lines;
}

const stores: Store[] = [];
afterAll(() => Promise.all(stores.map((store) => store.delete())));
function fresh(): Store {
  const store = createStore(`several-${Math.random()}`);
  stores.push(store);
  return store;
}

/** Follows through these heads, as a page of the station `own`. @returns what it read: `<station> <after>` */
async function followed(
  store: Store,
  own: Station,
  lines: Lines,
  heads: readonly Readonly<Partial<Record<Station, number>>>[],
  limits: FollowLimits,
): Promise<readonly string[]> {
  let now: Readonly<Partial<Record<Station, number>>> = {};
  const headOf = (station: Station): Head => ({ station, journal: journalId, head: now[station] ?? 0 });
  const others = stations.filter((station) => station !== own);
  const reads: string[] = [];
  const read = (of: Station, after: number, limitBytes: number) => {
    reads.push(`${of} ${after}`);
    let page = '';
    for (const text of lines[of].slice(after, headOf(of).head)) {
      if (page && page.length + text.length > limitBytes) break;
      page += `${text}\n`;
    }
    return Promise.resolve({ lines: new TextEncoder().encode(page), head: headOf(of).head });
  };
  const journal = {
    watch: async () =>
      (async function* () {
        for (now of heads)
          yield {
            ...headOf(own),
            followed: others
              .filter((each) => now[each])
              .map((each) => ({ ...headOf(each), name: each.slice(0, 6) })),
          };
      })(),
    read: ({
      station = own,
      after,
      limitBytes = 1e6,
    }: {
      station?: Station;
      after: number;
      limitBytes?: number;
    }) => read(station, after, limitBytes),
    said: ({
      station = own,
      ...range
    }: {
      station?: Station;
      after: number;
      before: number;
      limitBytes?: number;
    }) => {
      const readable: ReadableJournal = {
        stationId: station,
        head: () => ({ seq: headOf(station).head, hash: '' }),
        read: (after) => read(station, after, 5000),
        line: () => Promise.reject(new Error('not asked for')),
      };
      return saidOfOthers(readable, { limitBytes: 3000, ...range });
    },
    line: async ({ station = own, seq }: { station?: Station; seq: number }) => ({
      line: lines[station][seq - 1]!,
      segment: `${Math.floor((seq - 1) / segment) * segment + 1}-${'a'.repeat(64)}.jsonl`,
    }),
  } as unknown as Journal;
  await follow(journal, store, () => undefined, new AbortController().signal, limits);
  return reads;
}

async function dump(store: Store) {
  const [inspections, changes, samples, counters, hours, choosings] = await Promise.all([
    store.inspections.toArray(),
    store.changes.toArray(),
    store.samples.toArray(),
    store.counters.toArray(),
    store.hours.toArray(),
    store.choosings.toArray(),
  ]);
  return { inspections, changes, samples, counters, hours, choosings };
}
const wide: FollowLimits = { cap: 10_000, batch: 7, pageBytes: 4000, warmUp: 0 };
const ends = (lines: Lines) =>
  Object.fromEntries(stations.map((each) => [each, lines[each].length])) as Record<Station, number>;

/** Journals that grow in turns, a few lines at a time. */
function growing(lines: Lines, below: (n: number) => number): Record<Station, number>[] {
  const heads = [{ bench1aaaa: 0, bench2bbbb: 0, desk9ccccc: 0 }];
  const end = ends(lines);
  while (stations.some((each) => heads.at(-1)![each] < end[each])) {
    const which = stations[below(3)]!;
    const last = heads.at(-1)!;
    heads.push({ ...last, [which]: Math.min(end[which], last[which] + 1 + below(30)) });
  }
  return heads;
}

const runs = process.env['LOUPE_FULL'] === '1' ? 200 : 4;
test(`${runs} seeded histories of three stations: the same rows in every order, and after one station was read anew`, async () => {
  for (let seed = 1; seed <= runs; seed++) {
    const chance = seeded(seed);
    const below = (n: number) => Math.floor(chance() * n);
    const lines = history(240, chance);
    const own = stations[below(3)]!;
    const once = fresh();
    await followed(once, own, lines, [ends(lines)], wide);
    const end = await dump(once);
    expect(end.inspections.filter(({ label }) => label).length).toBeGreaterThan(10);
    for (let order = 0; order < 2; order++) {
      const store = fresh();
      const heads = growing(lines, below);
      const half = below(heads.length);
      await followed(store, own, lines, heads.slice(0, half), wide);
      // It is away for a while, comes back, or its stored lines are not those of its journal any more.
      const [one, other] = stations.filter((each) => each !== own);
      const { [one!]: _gone, ...without } = { ...heads[half]! };
      if (order === 1) await followed(store, own, lines, [without], wide);
      const rows = await store.inspections.where('[station+seq]').between([own, 0], [own, Infinity]).count();
      await store.cursors.update(other!, { hash: hashOf(1, 7) });
      const reads = await followed(store, own, lines, heads.slice(half), wide);
      // The own journal was not read from its beginning again.
      if (rows > 0) expect(reads).not.toContain(`${own} 0`);
      expect([seed, order, await dump(store)]).toEqual([seed, order, end]);
    }
  }
}, 600_000);

test(`${runs} seeded histories in a store too small for them: each station keeps its share, and what was said of it, wherever the reading began`, async () => {
  for (let seed = 1; seed <= runs; seed++) {
    const chance = seeded(seed);
    const below = (n: number) => Math.floor(chance() * n);
    const lines = history(600, chance);
    const own = stations[below(3)]!;
    const limits = { ...wide, cap: 45, warmUp: 5000 };
    const [all, live, begun] = [fresh(), fresh(), fresh()];
    await followed(all, own, lines, [ends(lines)], wide);
    await followed(live, own, lines, growing(lines, below), limits);
    // Nothing is read that is not needed: what was said before is asked for by itself.
    await followed(begun, own, lines, [ends(lines)], { ...limits, warmUp: 0 });
    const whole = await dump(all);
    const counts = stations.map((each) => whole.inspections.filter(({ station }) => station === each).length);
    const share = shareOf(counts, limits.cap);
    const newest = stations.flatMap((each) =>
      whole.inspections
        .filter(({ station }) => station === each)
        .slice(-share)
        .map(({ id }) => id),
    );
    expect(newest.length).toBeGreaterThan(40);
    const about = (of: Awaited<ReturnType<typeof dump>>, ids: ReadonlySet<string>) => ({
      rows: of.inspections
        .filter(({ id }) => ids.has(id))
        // Why something is a sample is told from what was recorded before it.
        .map(({ chosen: _c, novelty: _n, open: _o, ...row }) => row),
      changes: of.changes.filter(({ inspection }) => ids.has(inspection)),
    });
    expect([seed, about(await dump(live), new Set(newest))]).toEqual([seed, about(whole, new Set(newest))]);
    const some = await dump(begun);
    expect((await begun.cursors.toArray()).some(({ floor }) => floor > 0)).toBe(true);
    const held = new Set(newest.filter((id) => some.inspections.some((row) => row.id === id)));
    expect(held.size).toBeGreaterThan(10);
    expect([seed, about(some, held)]).toEqual([seed, about(whole, held)]);
    // Nothing waits for what was passed by.
    expect(some.changes.filter(({ early }) => early)).toEqual([]);
  }
}, 600_000);

test('the share is what all may have while those with less keep theirs', () => {
  expect(shareOf([10, 20, 30], 100)).toBe(Infinity);
  expect(shareOf([300], 200)).toBe(200);
  expect(shareOf([10, 300, 400], 100)).toBe(45);
  expect(shareOf([10, 300, 20], 100)).toBe(70);
  expect(shareOf([5, 5, 5], 2)).toBe(0);
});
