import type { Collection } from 'dexie';
import { matches, numberIn, type Filter } from './filter.ts';
import { reversed, type InspectionRow } from './row.ts';
import type { Store } from './store.ts';

/** Where a page ended: the last row that was looked at, and how many rows of that very millisecond were. */
export interface Bound {
  readonly at: number;
  readonly station: string;
  readonly seq: number;
  readonly ties: number;
}
export interface Page {
  /** Newest first. */
  readonly rows: readonly InspectionRow[];
  /** Ask on from here; null at the end. A page may be short, even empty, and still have a next: it stops looking after `budget` rows. */
  readonly next: Bound | null;
}
export interface PageRequest {
  readonly filter: Filter;
  readonly before: Bound | null;
  readonly limit: number;
}

/** Rows looked at for one page; keeps a rare combination of filters from holding the screen. */
const budget = 4000;
/** The most serials a text may begin or end. */
const textLimit = 1000;

/** Rows of one index range with `from <= at <= to`, newest first. */
type Source = (from: number, to: number, limit: number) => Promise<InspectionRow[]>;

/** Newest first; of the same millisecond the order of the index: by station and number, backwards. */
export function order(a: Place, b: Place): number {
  return b.at - a.at || (a.station === b.station ? b.seq - a.seq : a.station < b.station ? 1 : -1);
}
type Place = Pick<Bound, 'at' | 'station' | 'seq'>;

/**
 * One page of the filtered list. Every read is one index range and a limit: one range for each exact value of the rarest filter, merged;
 * the other filters are applied to what these ranges give. Never an offset, a count, or a filter before a limit (reference/dexie.md 6).
 */
export async function page(store: Store, { filter, before, limit }: PageRequest): Promise<Page> {
  const sources = await sourcesOf(store, filter);
  const rows: InspectionRow[] = [];
  let bound = before;
  for (let looked = 0; looked < budget;) {
    const chunk = looked === 0 ? limit : 500;
    const { found, more } = await merged(sources, filter, bound, chunk);
    for (const row of found) {
      looked++;
      bound = after(bound, row);
      if (matches(row, filter) && rows.push(row) === limit) return { rows, next: bound };
    }
    if (!more) return { rows, next: null };
  }
  return { rows, next: bound };
}

const after = (bound: Bound | null, { at, station, seq }: InspectionRow): Bound => ({
  at,
  station,
  seq,
  ties: bound?.at === at ? bound.ties + 1 : 1,
});

/** The next `chunk` rows of all sources together. The bound's millisecond is read again and what was seen of it dropped. */
async function merged(sources: readonly Source[], filter: Filter, bound: Bound | null, chunk: number) {
  const { from = -Infinity } = filter;
  const to = Math.min(bound?.at ?? Infinity, filter.to ?? Infinity);
  const take = chunk + (bound?.ties ?? 0);
  const parts = from > to ? [] : await Promise.all(sources.map((source) => source(from, to, take)));
  const fresh = parts
    .flat()
    .filter((row) => bound === null || order(bound, row) < 0)
    .toSorted(order)
    .filter((row, i, all) => row.id !== all[i - 1]?.id);
  return {
    found: fresh.slice(0, chunk),
    more: fresh.length > chunk || parts.some((part) => part.length === take),
  };
}

async function sourcesOf(store: Store, filter: Filter): Promise<Source[]> {
  const text = filter.text?.trim() ?? '';
  if (text !== '') return textSources(store, text);
  const ways = await Promise.all([
    way(store, 'verdict', filter.verdicts),
    way(store, 'instrument', filter.instruments),
    way(store, 'package', filter.packages),
    way(store, 'other', await others(store, filter.stations)),
  ]);
  const rarest = ways.flatMap((each) => each ?? []).toSorted((a, b) => a.rows - b.rows)[0];
  return rarest?.sources ?? [byTime(store)];
}

type Dimension = 'verdict' | 'instrument' | 'package' | 'other';

/** Only inspections of other stations have an index by station: nothing where this one's are asked for, too. */
async function others(store: Store, stations: readonly string[] = []): Promise<readonly string[]> {
  const cursors = await store.cursors.bulkGet([...stations]);
  return cursors.every((cursor) => cursor?.other) ? stations : [];
}

/** One range for each exact value, and how many rows they hold together. */
async function way(store: Store, dimension: Dimension, values: readonly string[] | undefined) {
  if (!values?.length) return null;
  const counted = dimension === 'other' ? 'station' : dimension;
  const counters = await store.counters.bulkGet(values.map((value) => `${counted}:${value}`));
  return {
    rows: counters.reduce((sum, counter) => sum + (counter?.n ?? 0), 0),
    sources: values.map((value) => byValue(store, dimension, value)),
  };
}

const newestOf = (range: Collection<InspectionRow>, limit: number) => range.reverse().limit(limit).toArray();
const byTime =
  (store: Store): Source =>
  (from, to, limit) =>
    newestOf(store.inspections.where('at').between(from, to, true, true), limit);
const byValue =
  (store: Store, dimension: Dimension, value: string): Source =>
  (from, to, limit) =>
    newestOf(
      store.inspections.where(`[${dimension}+at]`).between([value, from], [value, to], true, true),
      limit,
    );

/** What a text may mean: a number, serials that begin or end so (few, read whole), instruments with that in their name. */
async function textSources(store: Store, text: string): Promise<Source[]> {
  const small = text.toLowerCase();
  const cases = [...new Set([text, small, text.toUpperCase()])];
  const seq = numberIn(text);
  const stations = seq === null ? [] : await store.cursors.toCollection().primaryKeys();
  const [begin, end, numbered, names] = await Promise.all([
    store.inspections.where('serial').startsWithAnyOf(cases).limit(textLimit).toArray(),
    store.inspections.where('tail').startsWith(reversed(small)).limit(textLimit).toArray(),
    store.inspections.bulkGet(stations.map((station) => [station, seq!])),
    store.counters.where('key').startsWith('instrument:').primaryKeys(),
  ]);
  const direct = [...begin, ...end, ...numbered.flatMap((row) => row ?? [])].toSorted(order);
  const named = names
    .map((key) => key.slice('instrument:'.length))
    .filter((name) => name.toLowerCase().includes(small));
  return [
    (from, to, limit) => Promise.resolve(direct.filter(({ at }) => at >= from && at <= to).slice(0, limit)),
    ...named.map((name) => byValue(store, 'instrument', name)),
  ];
}

/** How many rows of the filter are newer than the top of a list, `limit` at most. */
export async function newer(store: Store, filter: Filter, top: Place | null, limit: number): Promise<number> {
  const from = Math.max(filter.from ?? -Infinity, top?.at ?? -Infinity);
  const { rows } = await page(store, {
    filter: from === -Infinity ? filter : { ...filter, from },
    before: null,
    limit,
  });
  return top ? rows.filter((row) => order(row, top) < 0).length : rows.length;
}
