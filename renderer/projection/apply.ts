import type { JournalEvent } from '../../electron/contract/events.ts';
import { startChoosing } from './choosing.ts';
import { fold } from './fold.ts';
import type { Line } from './lines.ts';
import { retain } from './retain.ts';
import { sortEvents } from './sort.ts';
import type { Cursor, Store } from './store.ts';
import { Tally } from './tally.ts';

/** `gap`: lines are missing, ask again from the cursor. `beside`: they do not continue what is stored of the station, throw that away. */
export type Applied =
  | { readonly kind: 'applied'; readonly cursor: Cursor }
  | { readonly kind: 'gap' }
  | { readonly kind: 'beside' };

/**
 * Applies a run of a station's journal lines in one transaction: rows, changes, counters, hours and cursor move together or not at all.
 * Lines up to the cursor are dropped, so sending twice is harmless; from the first that does not follow on, the rest is left out.
 * Nothing in here waits for anything but the store. @param cap inspections of all stations together
 */
export function apply(store: Store, station: string, lines: readonly Line[], cap: number): Promise<Applied> {
  return store.transaction('rw', store.tables, async (): Promise<Applied> => {
    const cursors = new Map((await store.cursors.toArray()).map((each) => [each.station, each]));
    const cursor = cursors.get(station);
    if (!cursor) return { kind: 'beside' };
    const sent = lines.filter((line) => line.seq > cursor.seq);
    if (sent.length === 0) return { kind: 'applied', cursor };
    const news = continuing(cursor, sent);
    if (news.length === 0) return { kind: sent[0]!.seq === cursor.seq + 1 ? 'beside' : 'gap' };

    const last = news.at(-1)!;
    const choosing = (await store.choosings.get(station)) ?? startChoosing;
    const sorted = sortEvents(station, eventsOf(news), choosing);
    const rows = cursor.other ? sorted.rows.map((row) => ({ ...row, other: station })) : sorted.rows;
    const moved = {
      ...cursor,
      seq: last.seq,
      hash: last.link?.hash ?? null,
      kept: cursor.kept + rows.length,
    };
    cursors.set(station, moved);
    const arrived = news.map(({ seq }) => `${station}-${seq}`);
    const tally = new Tally();
    await fold(store, { rows, changes: sorted.changes, arrived }, cursors, tally);

    const problems = news.flatMap(({ seq, problem }) =>
      problem === undefined ? [] : { station, seq, what: problem },
    );
    await store.problems.bulkPut(problems);
    tally.problems(problems.length);
    const trimmed = await retain(store, [...cursors.values()], cap, tally);
    const after = trimmed.find((each) => each.station === station) ?? moved;
    await tally.write(store);
    await store.choosings.put({ ...sorted.choosing, station });
    await store.cursors.bulkPut([...trimmed, after]);
    return { kind: 'applied', cursor: after };
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
