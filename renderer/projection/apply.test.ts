import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { defaultPolicy, type SamplePolicy } from '../../ml/sample/policy.ts';
import { apply } from './apply.ts';
import { startChoosing } from './choosing.ts';
import { hashOf, inspection, journal, journalId, line, random, station } from './journal.fixture.ts';
import { parseLines, type Line } from './lines.ts';
import { sampleOf } from './sample.ts';
import { createStore, cursorAt, type Cursor, type Store } from './store.ts';
import { hourKey } from './tally.ts';

let stores: Store[] = [];
afterEach(async () => {
  await Promise.all(stores.map((store) => store.delete()));
  stores = [];
});

async function openAt(seq = 0, stationId = station, policy = nothing): Promise<Store> {
  const store = createStore(`test-${Math.random()}`);
  stores.push(store);
  await follow(store, stationId, seq, policy);
  return store;
}
async function follow(store: Store, stationId: string, seq = 0, policy = nothing): Promise<void> {
  await store.choosings.put({ ...startChoosing, policy, station: stationId });
  await store.cursors.put(cursorAt({ station: stationId, journal: journalId }, seq, seq ? null : hashOf(0)));
}
/** Only what people say opens a review. */
const nothing: SamplePolicy = {
  ...{ defect: false, unsure: false, disagreement: false },
  ...{ nearLimit: 0, novelAbove: 1, controlEvery: 0, burstSeconds: 0, blind: false, seed: 0 },
};
const parse = (texts: Iterable<string>, after = 0): Line[] =>
  parseLines(new TextEncoder().encode([...texts].join('\n') + '\n'), after);
const dump = async (store: Store) =>
  Object.fromEntries(await Promise.all(store.tables.map(async (t) => [t.name, await t.toArray()] as const)));

/** Counters and hours counted again from the rows. */
async function recount(store: Store) {
  const counters: Record<string, number> = {};
  const hours: Record<string, Record<string, number>> = {};
  const bump = (o: Record<string, number>, key: string) => void (o[key] = (o[key] ?? 0) + 1);
  for (const row of await store.inspections.toArray()) {
    bump(counters, 'all');
    bump(counters, `verdict:${row.verdict}`);
    if (row.instrument) bump(counters, `instrument:${row.instrument}`);
    if (row.package) bump(counters, `package:${row.package}`);
    if (row.open) bump(counters, 'open');
    bump(counters, `station:${row.station}`);
    bump((hours[hourKey(row.station, row.at)] ??= {}), `${row.verdict}|${row.package ?? ''}`);
  }
  return { counters, hours };
}
async function expectCounted(store: Store) {
  const counters = Object.fromEntries((await store.counters.toArray()).map(({ key, n }) => [key, n]));
  const hours = Object.fromEntries((await store.hours.toArray()).map(({ key, n }) => [key, n]));
  expect({ counters, hours }).toEqual(await recount(store));
  const open = (await store.inspections.toArray()).filter((row) => row.open);
  expect(await store.samples.toArray()).toEqual(open.map(sampleOf));
}

const id = (seq: number, of = station) => `${of}-${seq}`;
const recorded = (seq: number, said = {}) =>
  line(seq, 'inspection.recorded', inspection(seq, random(seq), said));

test('any split into batches, with repeats and gaps, ends in the store of one pass', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1e6 }),
      fc.array(fc.record({ from: fc.nat(30), take: fc.integer({ min: 1, max: 60 }), skip: fc.boolean() }), {
        minLength: 4,
        maxLength: 12,
      }),
      async (seed, steps) => {
        const lines = parse(journal(160, seed));
        const [once, split] = [
          await openAt(0, station, defaultPolicy),
          await openAt(0, station, defaultPolicy),
        ];
        await apply(once, station, lines, 1000);
        let done = 0;
        for (const { from, take, skip } of steps) {
          const start = Math.max(0, done - from);
          const result = await apply(
            split,
            station,
            lines.slice(skip ? done + 1 : start, done + 1 + take),
            1000,
          );
          if (skip) expect(result.kind).toBe(done + 1 < lines.length ? 'gap' : 'applied');
          if (result.kind === 'applied') done = result.cursor.seq;
        }
        await apply(split, station, lines.slice(done), 1000);
        expect(await dump(split)).toEqual(await dump(once));
        await expectCounted(once);
      },
    ),
    { numRuns: 25, seed: 20260721 },
  );
}, 60_000);

test('the cap keeps the newest inspections and every older one that waits for review; counters follow', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 5, max: 60 }),
      async (seed, size) => {
        const lines = parse(journal(300, seed));
        const all = lines.filter(({ event }) => event?.kind === 'inspection.recorded').map(({ seq }) => seq);
        const store = await openAt(0, station, defaultPolicy);
        for (let i = 0; i < lines.length; i += size)
          await apply(store, station, lines.slice(i, i + size), 40);
        const rows = await store.inspections.toArray();
        const newest = new Set(all.slice(-40));
        expect(rows.filter(({ seq }) => newest.has(seq)).length).toBe(40);
        expect(rows.filter(({ seq, open }) => !newest.has(seq) && !open)).toEqual([]);
        const known = new Set(rows.map((row) => row.id));
        expect((await store.changes.toArray()).filter((c) => !known.has(c.inspection))).toEqual([]);
        await expectCounted(store);
      },
    ),
    { numRuns: 12, seed: 7 },
  );
}, 60_000);

test('a gap and a line that does not continue the chain change nothing', async () => {
  const store = await openAt();
  await apply(store, station, parse([recorded(1), recorded(2)]), 1000);
  const before = await dump(store);
  expect(await apply(store, station, parse([recorded(4)]), 1000)).toEqual({ kind: 'gap' });
  const other = recorded(3).replace(hashOf(2), hashOf(2, 1));
  expect(await apply(store, station, parse([other]), 1000)).toEqual({ kind: 'beside' });
  expect(await dump(store)).toEqual(before);
});

test('a gap is seen where no hash can tell', async () => {
  const store = await openAt(10);
  expect(await apply(store, station, parse([recorded(12)], 11), 1000)).toEqual({ kind: 'gap' });
  const result = await apply(store, station, parse([recorded(11), '{torn', recorded(14)], 10), 1000);
  expect(result).toMatchObject({ kind: 'applied', cursor: { seq: 12 } });
});

test('an unknown kind is passed over; a malformed known line is counted, kept as a problem, and stops nothing', async () => {
  const store = await openAt();
  const unknown = recorded(2).replace('inspection.recorded', 'moon.risen');
  const bad = recorded(3).replace('"trigger":"key"', '"trigger":"elbow"');
  const result = await apply(store, station, parse([recorded(1), unknown, bad, '{torn', recorded(5)]), 1000);
  // The torn line has no hash, so the link of line 5 is not checked; its number is.
  expect(result).toMatchObject({ kind: 'applied', cursor: { seq: 5, hash: hashOf(5), kept: 2 } });
  expect((await store.inspections.toArray()).map(({ seq }) => seq)).toEqual([1, 5]);
  expect((await store.problems.toArray()).map(({ seq }) => seq)).toEqual([3, 4]);
  expect(await store.counters.get('problems')).toEqual({ key: 'problems', n: 2 });
});

test('a withdrawn label brings back the one it replaced; two that do not replace each other are a conflict', async () => {
  const store = await openAt();
  const label = (seq: number, verdict: 'pass' | 'defect', replaces: number[] = []) =>
    line(seq, 'label.set', { inspection: id(1), verdict, replaces: replaces.map((n) => id(n)) });
  const row = () => store.inspections.get([station, 1]);
  const step = (text: string) => apply(store, station, parse([text]), 1000);
  await step(recorded(1, { verdict: 'unsure' }));
  expect(await row()).not.toHaveProperty('open');
  await step(line(2, 'disposition.set', { inspection: id(1), disposition: 'leave-to-qa' }));
  expect(await row()).toMatchObject({ disposition: 'leave-to-qa', open: 1 });
  await step(label(3, 'pass'));
  expect(await row()).toMatchObject({ label: 'pass' });
  expect(await row()).not.toHaveProperty('open');
  await step(label(4, 'defect', [3]));
  expect(await row()).toMatchObject({ label: 'defect' });
  await step(line(5, 'label.withdrawn', { label: id(4) }));
  expect(await row()).toMatchObject({ label: 'pass' });
  await step(label(6, 'defect'));
  expect(await row()).toMatchObject({ label: 'conflict', open: 1 });
  await step(line(7, 'disposition.set', { inspection: id(1), disposition: null }));
  expect(await row()).not.toHaveProperty('disposition');
  expect((await store.changes.toArray()).map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6, 7]);
  await expectCounted(store);
});

test('a second look waits with a label, too, until somebody else labels', async () => {
  const store = await openAt(0);
  const by = (name: string, text: string) => text.replace(/"by":{"id":"[^"]*"/, `"by":{"id":"${name}"`);
  const label = (seq: number, ...replaces: string[]) =>
    line(seq, 'label.set', { inspection: id(1), replaces, verdict: 'defect' });
  const lines = [
    recorded(1, { verdict: 'pass', score: 0.1 }),
    by('ada', line(2, 'second-look.asked', { inspection: id(1), asked: true, seen: [] })),
    by('ada', label(3)),
    by('max', label(4, id(3))),
  ];
  await apply(store, station, parse(lines.slice(0, 3)), 100);
  expect(await store.inspections.get([station, 1])).toMatchObject({ asking: ['ada'], open: 1 });
  await apply(store, station, parse(lines), 100);
  expect(await store.inspections.get([station, 1])).toMatchObject({ label: 'defect' });
  expect(await store.inspections.get([station, 1])).not.toHaveProperty('asking');
  expect(await store.samples.toArray()).toEqual([]);
  await expectCounted(store);
});

test('a corrected identity moves the row between indexes and counters', async () => {
  const store = await openAt();
  const correction = line(2, 'identity.corrected', {
    inspection: id(1),
    identity: { instrument: 'Gouge', serial: 'AB-1187' },
  });
  await apply(store, station, parse([recorded(1)]), 1000);
  await apply(store, station, parse([correction], 1), 1000);
  expect(await store.inspections.get([station, 1])).toMatchObject({
    instrument: 'Gouge',
    serial: 'AB-1187',
    tail: '7811-ba',
  });
  expect(await store.inspections.get([station, 1])).not.toHaveProperty('tray');
  expect(await store.counters.get('instrument:Gouge')).toEqual({ key: 'instrument:Gouge', n: 1 });
  await expectCounted(store);
});

test("another station's label and its withdrawal wait for an inspection that has not arrived", async () => {
  const desk = 'desk9bbbb';
  const store = await openAt(0, desk);
  await follow(store, station);
  const labelled = line(2, 'label.set', { inspection: id(1), verdict: 'defect', replaces: [] });
  const again = line(3, 'label.set', { inspection: id(1), verdict: 'pass', replaces: [id(2, desk)] });
  const withdrawn = line(4, 'label.withdrawn', { label: id(3, desk) });
  const opened = line(1, 'tray.opened', { tray: 'T' });
  await apply(store, desk, parse([opened, labelled, again, withdrawn]), 1000);
  expect((await store.changes.toArray()).map(({ early }) => early)).toEqual([id(1), id(1), id(1)]);
  await apply(store, station, parse([recorded(1)]), 1000);
  expect(await store.inspections.get([station, 1])).toMatchObject({ label: 'defect' });
  expect((await store.changes.toArray()).filter(({ early }) => early)).toEqual([]);
});

test('what was said about an inspection older than the store is passed over', async () => {
  const store = await openAt(10);
  await apply(
    store,
    station,
    parse([line(11, 'review.requested', { inspection: id(4), why: 'x' }), recorded(12)], 10),
    1000,
  );
  expect(await store.changes.toArray()).toEqual([]);
  expect((await store.cursors.get(station)) satisfies Cursor | undefined).toMatchObject({
    seq: 12,
    floor: 10,
    kept: 1,
  });
});

test('a policy makes samples from the line on that says so; a label settles them', async () => {
  const store = await openAt();
  const policy = (seq: number, to: unknown) =>
    line(seq, 'settings.changed', { changes: [{ path: 'samplePolicy', from: null, to }] });
  const unsure = { verdict: 'unsure', serial: 'SN 1' } as const;
  await apply(
    store,
    station,
    parse([
      recorded(1, unsure),
      policy(2, { ...nothing, unsure: true, burstSeconds: 3 }),
      recorded(3, unsure),
      recorded(4, unsure),
      policy(5, { unsure: 'perhaps' }),
      recorded(6, unsure),
      policy(7, nothing),
      recorded(8, unsure),
      line(9, 'label.set', { inspection: id(6), verdict: 'pass', replaces: [] }),
    ]),
    1000,
  );
  const rows = await store.inspections.toArray();
  expect(rows.map(({ seq, chosen, open }) => [seq, chosen, open])).toEqual([
    [1, undefined, undefined],
    [3, ['unsure'], 1],
    // The same piece a second later; three seconds later it is one again.
    [4, undefined, undefined],
    [6, ['unsure'], undefined],
    [8, undefined, undefined],
  ]);
  await expectCounted(store);
});
