import type { Client } from '../../electron/contract/client.ts';
import { apply } from './apply.ts';
import { parseLines } from './lines.ts';
import type { Progress } from './progress.ts';
import { cap, clear, cursorAt, shape, type Cursor, type Store } from './store.ts';

type Journal = Pick<Client['journal'], 'read' | 'watch' | 'line'>;
interface Head {
  readonly station: string;
  readonly journal: string;
  readonly head: number;
}
export interface FollowLimits {
  readonly cap: number;
  /** Lines in one transaction: more makes every other write wait over a second (reference/dexie.md). */
  readonly batch: number;
  readonly pageBytes: number;
  /** Lines before the newest `cap` that a rebuild reads too: what is novel, or was a sample before, is told from what came earlier. */
  readonly warmUp: number;
}
const limits: FollowLimits = { cap, batch: 2000, pageBytes: 2_000_000, warmUp: 10_000 };

/** The journal's own lines do not continue each other, or some never come: nothing the projection can mend. */
export class JournalBroken extends Error {}

/**
 * Keeps the store at the journal's head until `signal` aborts or the connection ends (then it rejects). A store of another journal, ahead
 * of the journal, or beside it is emptied and built again. The only writer of the store.
 */
export async function follow(
  journal: Journal,
  store: Store,
  report: (progress: Progress) => void,
  signal: AbortSignal,
  { cap, batch, pageBytes, warmUp }: FollowLimits = limits,
): Promise<void> {
  let first = true;
  for await (const head of await journal.watch(undefined, { signal })) {
    const stored = await fitting(journal, store, head, first);
    await catchUp(head, stored ?? (await begin(store, head)));
    first = false;
  }

  async function begin(target: Store, { station, journal: id, head }: Head): Promise<Cursor> {
    await clear(target);
    const seq = await beginning(Math.max(0, head - cap - warmUp));
    const cursor = cursorAt({ station, journal: id }, seq, null);
    await target.cursors.put(cursor);
    return cursor;
  }

  /** A segment's first line says what is in force there, so a store of the newest lines alone begins with the segment that they begin in. */
  async function beginning(after: number): Promise<number> {
    if (after === 0) return 0;
    const { segment } = await journal.line({ seq: after + 1 });
    const first = /^([1-9]\d*)[-.]/.exec(segment)?.[1];
    return first === undefined ? after : Number(first) - 1;
  }

  async function catchUp(head: Head, from: Cursor, again?: number): Promise<void> {
    const { station } = head;
    let cursor = from;
    let total = head.head;
    let gaps = 0;
    const progress = () =>
      report(
        total - from.seq > batch && cursor.seq < total
          ? { phase: 'rebuilding', done: cursor.seq - from.seq, total: total - from.seq }
          : { phase: 'live', station, head: cursor.seq },
      );
    const ask = (after: number) => {
      const page = journal.read({ after, limitBytes: pageBytes }, { signal });
      page.catch(() => undefined); // it may fail while the page before it is still being applied; whoever awaits it is told
      return page;
    };
    progress();
    let asked = ask(cursor.seq);
    for (;;) {
      const page = await asked;
      const lines = parseLines(page.lines, cursor.seq);
      if (lines.length === 0) break;
      total = Math.max(total, page.head);
      asked = ask(lines.at(-1)!.seq); // it travels while this one is applied
      for (let i = 0; i < lines.length; i += batch) {
        const run = lines.slice(i, i + batch);
        const applied = await apply(store, station, run, cap);
        if (applied.kind === 'beside') {
          if (again === cursor.seq)
            throw new JournalBroken(`what follows line ${cursor.seq} does not continue it`);
          return catchUp(head, await begin(store, head), cursor.seq);
        }
        if (applied.kind === 'gap' && ++gaps > 3)
          throw new JournalBroken(`the lines after ${cursor.seq} are missing`);
        if (applied.kind === 'applied') cursor = applied.cursor;
        progress();
        if (cursor.seq < run.at(-1)!.seq) {
          asked = ask(cursor.seq);
          break;
        }
      }
    }
    progress();
  }
}

/** The cursor, when the store can be continued with this journal. Later heads of one connection may be old news, so only the first is compared. */
async function fitting(journal: Journal, store: Store, head: Head, first: boolean): Promise<Cursor | null> {
  const cursors = await store.cursors.toArray();
  const cursor = cursors[0];
  if (!cursor || cursors.length > 1) return null;
  if (cursor.station !== head.station || cursor.journal !== head.journal || cursor.shape !== shape)
    return null;
  if (!first) return cursor;
  if (cursor.seq > head.head) return null;
  if (cursor.seq === 0 || cursor.hash === null) return cursor;
  const { line } = await journal.line({ seq: cursor.seq });
  return (JSON.parse(line) as { hash?: unknown }).hash === cursor.hash ? cursor : null;
}
