import type { JournalEvent } from '../../electron/contract/events.ts';
import { byOrder, derive, type Change } from './change.ts';
import type { Choosing } from './choosing.ts';
import type { Line } from './lines.ts';
import { retain } from './retain.ts';
import { keyOf, type InspectionRow } from './row.ts';
import { sampleOf } from './sample.ts';
import { sortEvents } from './sort.ts';
import type { Cursor, Store } from './store.ts';
import { Tally } from './tally.ts';

/** `gap`: lines are missing, ask again from the cursor. `beside`: they do not continue what is stored, throw the store away. */
export type Applied =
  | { readonly kind: 'applied'; readonly cursor: Cursor }
  | { readonly kind: 'gap' }
  | { readonly kind: 'beside' };

/**
 * Applies a run of a station's journal lines in one transaction: rows, changes, counters, hours and cursor move together or not at all.
 * Lines up to the cursor are dropped, so sending twice is harmless; from the first that does not follow on, the rest is left out.
 * Nothing in here waits for anything but the store.
 */
export function apply(store: Store, station: string, lines: readonly Line[], cap: number): Promise<Applied> {
  return store.transaction('rw', store.tables, async (): Promise<Applied> => {
    const cursor = await store.cursors.get(station);
    if (!cursor) return { kind: 'beside' };
    const sent = lines.filter((line) => line.seq > cursor.seq);
    if (sent.length === 0) return { kind: 'applied', cursor };
    const news = continuing(cursor, sent);
    if (news.length === 0) return { kind: sent[0]!.seq === cursor.seq + 1 ? 'beside' : 'gap' };

    const tally = new Tally();
    const { added, choosing } = await write(store, station, eventsOf(news), cursor, tally);
    const problems = news.flatMap(({ seq, problem }) =>
      problem === undefined ? [] : { station, seq, what: problem },
    );
    await store.problems.bulkPut(problems);
    tally.problems(problems.length);
    const last = news.at(-1)!;
    const moved = {
      ...cursor,
      seq: last.seq,
      hash: last.link?.hash ?? null,
      kept: cursor.kept + added,
      choosing,
    };
    const next = await retain(store, moved, cap, tally);
    await tally.write(store);
    await store.cursors.put(next);
    return { kind: 'applied', cursor: next };
  });
}

const eventsOf = (lines: readonly Line[]): JournalEvent[] => lines.flatMap(({ event }) => event ?? []);

/** The lines that follow the cursor and each other, by number and by hash, up to the first that does not. */
function continuing(cursor: Cursor, lines: readonly Line[]): readonly Line[] {
  let { seq, hash } = cursor;
  const end = lines.findIndex((line) => {
    const follows = line.seq === seq + 1 && (hash === null || !line.link || line.link.prev === hash);
    seq = line.seq;
    hash = line.link?.hash ?? null;
    return !follows;
  });
  return end === -1 ? lines : lines.slice(0, end);
}

/** @returns the number of new rows, and how the next inspection is looked at */
async function write(
  store: Store,
  station: string,
  events: readonly JournalEvent[],
  cursor: Cursor,
  tally: Tally,
): Promise<{ readonly added: number; readonly choosing: Choosing }> {
  const { rows, changes, choosing } = sortEvents(station, events, cursor.choosing);
  const arrived = [...rows.map(({ id }) => id), ...changes.map((change) => `${station}-${change.seq}`)];
  const waited = await store.changes.where('early').anyOf(arrived).toArray();
  const said = await place(store, [
    ...changes,
    ...waited.map(({ early: _early, ...change }) => change as Change),
  ]);

  const known = new Map(rows.map((row) => [row.id, row]));
  const touched = [...new Set(said.map(({ inspection }) => inspection).filter((id) => id !== ''))];
  const stored = await store.inspections.bulkGet(touched.filter((id) => !known.has(id)).map(keyOf));
  const before = new Map(stored.flatMap((row) => (row ? [[row.id, row] as const] : [])));
  const earlier = before.size
    ? await store.changes
        .where('inspection')
        .anyOf([...before.keys()])
        .toArray()
    : [];

  const about = new Map<string, Change[]>(touched.map((id) => [id, []]));
  for (const change of [...earlier, ...said]) about.get(change.inspection)?.push(change);
  for (const [id, changes] of about) {
    const row = known.get(id) ?? before.get(id);
    if (row) known.set(id, derive(row, changes.toSorted(byOrder)));
  }
  const gone: InspectionRow[] = [];
  for (const row of known.values()) {
    const old = before.get(row.id);
    if (old) tally.goes(old);
    // A row below the floor was only kept because it waited for review.
    if (row.station === station && row.seq <= cursor.floor && !row.open) gone.push(row);
    else tally.appears(row);
  }
  const waiting = [...known.values()].filter((row) => row.open);
  const settled = [...before.values()].filter((row) => row.open && !known.get(row.id)?.open);
  await store.samples.bulkPut(waiting.map(sampleOf));
  if (settled.length) await store.samples.bulkDelete(settled.map(({ id }) => keyOf(id)));
  const goneIds = new Set(gone.map(({ id }) => id));
  await store.inspections.bulkPut([...known.values()].filter(({ id }) => !goneIds.has(id)));
  await store.changes.bulkPut(said.flatMap((change) => kept(change, station, known, goneIds)));
  if (gone.length) {
    await store.inspections.bulkDelete(gone.map(({ id }) => keyOf(id)));
    await store.changes
      .where('inspection')
      .anyOf([...goneIds])
      .delete();
  }
  return { added: rows.length, choosing };
}

/** A withdrawal names a label; the label names the inspection. */
async function place(store: Store, changes: readonly Change[]): Promise<Change[]> {
  const labels = new Map(changes.map((change) => [`${change.station}-${change.seq}`, change.inspection]));
  const withdrawn = changes.flatMap((c) => (c.kind === 'label.withdrawn' ? c.data.label : []));
  const stored = await store.changes.bulkGet(withdrawn.filter((id) => !labels.has(id)).map(keyOf));
  for (const label of stored) if (label) labels.set(`${label.station}-${label.seq}`, label.inspection);
  return changes.map((change) =>
    change.kind === 'label.withdrawn'
      ? { ...change, inspection: labels.get(change.data.label) ?? '' }
      : change,
  );
}

/**
 * A change as it is stored. What it is about may be missing: in this station's own journal that is an inspection older than the store,
 * so the change goes too; of another station it may still arrive, so the change waits for it.
 */
function kept(
  change: Change,
  station: string,
  known: ReadonlyMap<string, InspectionRow>,
  gone: ReadonlySet<string>,
): Change[] {
  if (gone.has(change.inspection)) return [];
  if (known.has(change.inspection)) return [change];
  const needs =
    change.kind === 'label.withdrawn' && change.inspection === '' ? change.data.label : change.inspection;
  return keyOf(needs)[0] === station ? [] : [{ ...change, early: needs }];
}
