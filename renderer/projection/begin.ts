import type { FollowLimits, Head, Journal } from './follow.ts';
import { fold } from './fold.ts';
import { parseLines } from './lines.ts';
import { shareOf } from './retain.ts';
import { startChoosing } from './choosing.ts';
import { sortEvents } from './sort.ts';
import { cursorAt, type Cursor, type Store } from './store.ts';
import { Tally } from './tally.ts';

/**
 * Begins to store a station of which nothing is stored: near the head where the journal is long. Of what lies before, only what is said of
 * other stations' inspections is read: these may be newer than that.
 * @param heads of all journals, of which each keeps its share
 */
export async function begin(
  journal: Journal,
  store: Store,
  of: Head,
  heads: readonly Head[],
  { cap, warmUp, pageBytes }: Pick<FollowLimits, 'cap' | 'warmUp' | 'pageBytes'>,
): Promise<Cursor> {
  const { station, head, other } = of;
  const whose = other && { station };
  const share = shareOf(
    heads.map((each) => each.head),
    cap,
  );
  const seq = await beginning(Math.max(0, head - share - warmUp));
  for (let after = 0; after < seq;) {
    const { lines, upTo } = await journal.said({ ...whose, after, before: seq, limitBytes: pageBytes });
    await say(store, of, lines);
    after = upTo;
  }
  const { journal: id, name } = of;
  const cursor = cursorAt(
    { station, journal: id, ...(other && { other }), ...(name && { name }) },
    seq,
    null,
  );
  await store.transaction('rw', store.changes, store.cursors, async () => {
    // What waits for a line that is not going to be read waits in vain.
    await store.changes
      .where('early')
      .startsWith(`${station}-`)
      .filter(({ early }) => Number(early!.slice(station.length + 1)) <= seq)
      .delete();
    await store.cursors.put(cursor);
  });
  return cursor;

  /** A segment's first line says what is in force there, so a store of the newest lines alone begins with the segment that they begin in. */
  async function beginning(after: number): Promise<number> {
    if (after === 0) return 0;
    const { segment } = await journal.line({ ...whose, seq: after + 1 });
    const first = /^([1-9]\d*)[-.]/.exec(segment)?.[1];
    return first === undefined ? after : Number(first) - 1;
  }
}

/** What a station said of the inspections of others. Said twice it is the same. */
function say(store: Store, { station }: Head, bytes: Uint8Array): Promise<void> {
  const events = parseLines(bytes, 0).flatMap(({ event }) => event ?? []);
  const { changes } = sortEvents(station, events, startChoosing);
  return store.transaction('rw', store.tables, async () => {
    const tally = new Tally();
    const cursors = new Map((await store.cursors.toArray()).map((each) => [each.station, each]));
    const arrived = changes.map(({ seq }) => `${station}-${seq}`);
    await fold(store, { rows: [], changes, arrived }, cursors, tally);
    await tally.write(store);
  });
}
