import { byOrder, derive, type Change } from './change.ts';
import { keyOf, type InspectionRow } from './row.ts';
import { sampleOf } from './sample.ts';
import type { Cursor, Store } from './store.ts';
import type { Tally } from './tally.ts';

export interface News {
  /** Inspections that are new to the store. */
  readonly rows: readonly InspectionRow[];
  /** What was said about inspections, of whichever station. */
  readonly changes: readonly Change[];
  /** Lines that may have been waited for. */
  readonly arrived: readonly string[];
  /** Stored inspections of which something is said no longer. */
  readonly unsaid?: readonly string[];
}

/**
 * Writes rows, and all that is said about inspections folded onto them, whichever of the two came first. Runs inside a transaction.
 * @param cursors how far each station's journal is applied when this is done
 */
export async function fold(
  store: Store,
  { rows, changes, arrived, unsaid = [] }: News,
  cursors: ReadonlyMap<string, Cursor>,
  tally: Tally,
): Promise<void> {
  const waited = await store.changes.where('early').anyOf(arrived).toArray();
  const said = await place(store, [
    ...changes,
    ...waited.map(({ early: _early, ...change }) => change as Change),
  ]);

  const known = new Map(rows.map((row) => [row.id, row]));
  const about = said.map(({ inspection }) => inspection).filter((id) => id !== '');
  const touched = [...new Set([...about, ...unsaid])];
  const stored = await store.inspections.bulkGet(touched.filter((id) => !known.has(id)).map(keyOf));
  const before = new Map(stored.flatMap((row) => (row ? [[row.id, row] as const] : [])));
  const earlier = before.size
    ? await store.changes
        .where('inspection')
        .anyOf([...before.keys()])
        .toArray()
    : [];

  // A change may be among those that are stored and those that came: it is the same one.
  const told = new Map<string, Map<string, Change>>(touched.map((id) => [id, new Map()]));
  for (const change of [...earlier, ...said])
    told.get(change.inspection)?.set(`${change.station}-${change.seq}`, change);
  for (const [id, each] of told) {
    const row = known.get(id) ?? before.get(id);
    if (row) known.set(id, derive(row, [...each.values()].toSorted(byOrder)));
  }

  const gone: InspectionRow[] = [];
  for (const row of known.values()) {
    const old = before.get(row.id);
    if (old) tally.goes(old);
    // A row below the floor was only kept because it waited for review.
    if (row.seq <= (cursors.get(row.station)?.floor ?? 0) && !row.open) gone.push(row);
    else tally.appears(row);
  }
  const waiting = [...known.values()].filter((row) => row.open);
  const settled = [...before.values()].filter((row) => row.open && !known.get(row.id)?.open);
  await store.samples.bulkPut(waiting.map(sampleOf));
  if (settled.length) await store.samples.bulkDelete(settled.map(({ id }) => keyOf(id)));
  const goneIds = new Set(gone.map(({ id }) => id));
  await store.inspections.bulkPut([...known.values()].filter(({ id }) => !goneIds.has(id)));
  if (gone.length) {
    await store.inspections.bulkDelete(gone.map(({ id }) => keyOf(id)));
    await store.changes
      .where('inspection')
      .anyOf([...goneIds])
      .delete();
  }
  const kept = said.flatMap((change): Change[] => {
    if (goneIds.has(change.inspection)) return [];
    if (known.has(change.inspection)) return [change];
    const [station, seq] = keyOf(needs(change));
    return seq <= (cursors.get(station)?.seq ?? 0) ? [] : [{ ...change, early: needs(change) }];
  });
  const places = new Set(kept.map(({ station, seq }) => `${station}-${seq}`));
  const dropped = waited.filter(({ station, seq }) => !places.has(`${station}-${seq}`));
  if (dropped.length) await store.changes.bulkDelete(dropped.map(({ station, seq }) => [station, seq]));
  await store.changes.bulkPut(kept);
}

/**
 * What a change waits for where its inspection is not there. Lines up to a station's cursor have all been seen: what they do not have is an
 * inspection older than the store, or none, and so the change goes, too.
 */
export const needs = (change: Change): string =>
  change.kind === 'label.withdrawn' && change.inspection === '' ? change.data.label : change.inspection;

/** A withdrawal names a label; the label names the inspection. */
async function place(store: Store, changes: readonly Change[]): Promise<Change[]> {
  const labels = new Map(changes.map((change) => [`${change.station}-${change.seq}`, change.inspection]));
  const withdrawn = changes.flatMap((c) => (c.kind === 'label.withdrawn' ? c.data.label : []));
  const stored = await store.changes.bulkGet(withdrawn.filter((id) => !labels.has(id)).map(keyOf));
  for (const label of stored) if (label) labels.set(`${label.station}-${label.seq}`, label.inspection);
  return changes.map((change) =>
    change.kind === 'label.withdrawn'
      ? { ...change, inspection: labels.get(change.data.label) ?? change.inspection }
      : change,
  );
}
