import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apply } from './apply.ts';
import { matches, type Filter } from './filter.ts';
import { hashOf, inspection, instruments, journalId, line, random, station } from './journal.fixture.ts';
import { parseLines } from './lines.ts';
import { newer, order, page, type Bound } from './pages.ts';
import type { InspectionRow } from './row.ts';
import { createStore, cursorAt, type Store } from './store.ts';

const count = 1200;
let store: Store;
let all: InspectionRow[];

beforeAll(async () => {
  store = createStore('pages');
  await store.cursors.put(cursorAt({ station, journal: journalId }, 0, hashOf(0)));
  const next = random(5);
  // Four inspections to a millisecond, so that pages end inside ties.
  const lines = Array.from({ length: count }, (_, i) =>
    line(i + 1, 'inspection.recorded', inspection(i + 1, next), 1_700_000_000_000 + Math.floor(i / 4)),
  );
  await apply(store, station, parseLines(new TextEncoder().encode(lines.join('\n')), 0), 10_000);
  for (const [i, far] of ['alpha00001', 'zulu000001'].entries()) {
    await store.cursors.put(cursorAt({ station: far, journal: journalId, other: true }, 0, hashOf(0)));
    const theirs = Array.from({ length: 200 + 100 * i }, (_, n) =>
      line(n + 1, 'inspection.recorded', inspection(n + 1, next), 1_700_000_000_000 + n),
    );
    await apply(store, far, parseLines(new TextEncoder().encode(theirs.join('\n')), 0), 10_000);
  }
  all = (await store.inspections.toArray()).toSorted(order);
});
afterAll(() => store.delete());

async function everyPage(filter: Filter, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let before: Bound | null = null;
  do {
    const got = await page(store, { filter, before, limit });
    ids.push(...got.rows.map(({ id }) => id));
    before = got.next;
  } while (before);
  return ids;
}

const time = fc.option(
  fc.integer({ min: 0, max: 300 }).map((n) => 1_700_000_000_000 + n),
  { nil: undefined },
);
const filters = fc
  .record({
    verdicts: fc.subarray(['pass', 'defect', 'unsure', 'no-result'] as const),
    instruments: fc.subarray([...instruments]),
    packages: fc.subarray(['instruments v13', 'instruments v14']),
    stations: fc.subarray([station, 'alpha00001', 'zulu000001', 'nobody0001']),
    from: time,
    to: time,
    text: fc.constantFrom('', '', 'SN-1', 'kerri', '7', '#41', 'o'),
  })
  .map(({ from, to, ...rest }): Filter => ({ ...rest, ...(from && { from }), ...(to && { to }) }));

test('all pages of any filter together are the matching rows, each once, newest first', async () => {
  expect(all.length).toBe(count + 500);
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 3, max: 90 }), async (filter, limit) => {
      const wanted = all.filter((row) => matches(row, filter)).map(({ id }) => id);
      expect(await everyPage(filter, limit)).toEqual(wanted);
    }),
    { numRuns: 60, seed: 11 },
  );
}, 60_000);

test('a page starts in the middle of a millisecond where the last one ended', async () => {
  const filter = { stations: [station] };
  const first = await page(store, { filter, before: null, limit: 6 });
  const second = await page(store, { filter, before: first.next, limit: 4 });
  expect(first.rows.map(({ seq }) => seq)).toEqual([1200, 1199, 1198, 1197, 1196, 1195]);
  expect(second.rows.map(({ seq }) => seq)).toEqual([1194, 1193, 1192, 1191]);
});

test('newer counts what is above the top of a list, its own millisecond included', async () => {
  const row = all[9]!;
  expect(await newer(store, {}, row, 100)).toBe(9);
  expect(await newer(store, {}, row, 5)).toBe(5);
  expect(await newer(store, { verdicts: ['pass'] }, row, 100)).toBe(
    all.slice(0, 9).filter(({ verdict }) => verdict === 'pass').length,
  );
});

test('text finds a number, both ends of a serial in any case, a part of an instrument', async () => {
  const row = all[100]!;
  const find = async (text: string) =>
    (await page(store, { filter: { text }, before: null, limit: 2000 })).rows;
  expect((await find(`#${row.seq}`)).map(({ id }) => id)).toEqual(
    all.filter(({ seq }) => seq === row.seq).map(({ id }) => id),
  );
  expect(await find(row.serial!.toLowerCase())).toContainEqual(row);
  expect(await find(row.serial!.slice(-4))).toContainEqual(row);
  expect((await find('RONGEUR')).length).toBe(
    all.filter(({ instrument }) => instrument === 'Rongeur 3').length,
  );
  expect(await find('nothing like it')).toEqual([]);
});
