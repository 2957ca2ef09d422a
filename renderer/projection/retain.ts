import type { Cursor, Store } from './store.ts';
import type { Tally } from './tally.ts';

const lot = 2000;

/**
 * Inspections that each station may keep, so that all keep `cap` together: as many as one may have while those that have fewer keep
 * theirs. Only counts decide, no clock, and the share never grows while lines arrive: so it does not matter in which order they do.
 * @param kept inspections of each station @returns Infinity where all fit
 */
export function shareOf(kept: readonly number[], cap: number): number {
  let left = cap;
  const counts = kept.toSorted((a, b) => a - b);
  for (const [i, count] of counts.entries()) {
    const share = Math.floor(left / (counts.length - i));
    if (count > share) return share;
    left -= count;
  }
  return Infinity;
}

/**
 * Keeps the newest inspections of every station, `cap` together, and every older one that still waits for review. Runs inside the transaction
 * that brought the new rows. @param cursors of all stations @returns those that moved
 */
export async function retain(
  store: Store,
  cursors: readonly Cursor[],
  cap: number,
  tally: Tally,
): Promise<readonly Cursor[]> {
  const share = shareOf(
    cursors.map(({ kept }) => kept),
    cap,
  );
  const moved: Cursor[] = [];
  for (const cursor of cursors) if (cursor.kept > share) moved.push(await trim(store, cursor, share, tally));
  return moved;
}

/** Removes by ranges of the primary key: deleting key by key is ten times slower. */
async function trim(store: Store, cursor: Cursor, share: number, tally: Tally): Promise<Cursor> {
  let { floor, kept } = cursor;
  while (kept > share) {
    const oldest = await store.inspections
      .where('[station+seq]')
      .between([cursor.station, floor + 1], [cursor.station, cursor.seq], true, true)
      .limit(Math.min(kept - share, lot))
      .toArray();
    const last = oldest.at(-1);
    if (!last) throw new Error(`the store counts ${kept} rows of ${cursor.station} and has none`);
    const going = oldest.filter((row) => !row.open);
    for (const row of going) tally.goes(row);
    const staying = oldest.filter((row) => row.open).map(({ seq }) => seq);
    let from = floor + 1;
    for (const end of [...staying, last.seq + 1]) {
      if (end > from) await removeRange(store, cursor.station, from, end);
      from = end + 1;
    }
    await store.changes
      .where('inspection')
      .anyOf(going.map(({ id }) => id))
      .delete();
    floor = last.seq;
    kept -= oldest.length;
  }
  return { ...cursor, floor, kept };
}

/** Rows with `from <= seq < end`. */
const removeRange = (store: Store, station: string, from: number, end: number) =>
  store.inspections.where('[station+seq]').between([station, from], [station, end], true, false).delete();
