import type { Cursor, Store } from './store.ts';
import type { Tally } from './tally.ts';

const lot = 2000;

/**
 * Keeps the newest `cap` inspections of a station, and every older one that still waits for review. Removes by ranges of the primary key:
 * deleting key by key is ten times slower. Runs inside the transaction that brought the new rows.
 */
export async function retain(store: Store, cursor: Cursor, cap: number, tally: Tally): Promise<Cursor> {
  let { floor, kept } = cursor;
  while (kept > cap) {
    const oldest = await store.inspections
      .where('[station+seq]')
      .between([cursor.station, floor + 1], [cursor.station, cursor.seq], true, true)
      .limit(Math.min(kept - cap, lot))
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
