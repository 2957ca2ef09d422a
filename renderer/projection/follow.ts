import { errorCode, type Client } from '../../electron/contract/client.ts';
import { apply } from './apply.ts';
import { begin } from './begin.ts';
import { forget } from './forget.ts';
import { parseLines } from './lines.ts';
import type { Progress } from './progress.ts';
import { cap, clear, shape, type Cursor, type Store } from './store.ts';

export type Journal = Pick<Client['journal'], 'read' | 'watch' | 'line' | 'said'>;
export interface Head {
  readonly station: string;
  readonly journal: string;
  readonly head: number;
  /** It is not this station's own journal. */
  readonly other?: true;
  /** What people call that station. */
  readonly name?: string;
}
export interface FollowLimits {
  /** Inspections of all stations together. */
  readonly cap: number;
  /** Lines in one transaction: more makes every other write wait over a second (reference/dexie.md). */
  readonly batch: number;
  readonly pageBytes: number;
  /** Lines before the newest that a rebuild reads too: what is novel, or was a sample before, is told from what came earlier. */
  readonly warmUp: number;
}
const limits: FollowLimits = { cap, batch: 2000, pageBytes: 2_000_000, warmUp: 10_000 };

/** A journal's own lines do not continue each other, or some never come: nothing the projection can mend. */
export class JournalBroken extends Error {}

/**
 * Keeps the store at the heads of the own journal and of those that are followed, until `signal` aborts or the connection ends (then it
 * rejects). A store of another own journal, ahead of it, or beside it is emptied and built again; of another station's, only what came
 * from that. The own journal comes first: it is looked after between any two pages of the others. The only writer of the store.
 */
export async function follow(
  journal: Journal,
  store: Store,
  report: (progress: Progress) => void,
  signal: AbortSignal,
  bounds: FollowLimits = limits,
): Promise<void> {
  const { cap, batch, pageBytes } = bounds;
  /** Stations whose stored lines were compared with their journals since the connection began. */
  const fitted = new Set<string>();
  /** Stations that cannot be read, with the head up to which they could not. */
  const unread = new Map<string, number>();
  for await (const { followed, ...own } of await journal.watch(undefined, { signal })) {
    const others = followed.map((head): Head => ({ ...head, other: true }));
    const heads = [own, ...others];
    await readOwn(own, heads);
    const stations = new Set(heads.map(({ station }) => station));
    for (const station of await store.cursors.toCollection().primaryKeys())
      if (!stations.has(station)) await forget(store, station);
    await readOthers(own, heads, others);
  }

  async function readOwn(own: Head, heads: readonly Head[], again?: number): Promise<void> {
    let from = await fitting(own);
    if (!from) {
      await clear(store);
      fitted.clear();
      from = await begin(journal, store, own, heads, bounds);
    }
    fitted.add(own.station);
    let { seq } = from;
    const start = seq;
    const progress = (total: number) =>
      report(
        total - start > batch && seq < total
          ? { phase: 'rebuilding', done: seq - start, total: total - start }
          : { phase: 'live', station: own.station, head: seq },
      );
    progress(own.head);
    let total = own.head;
    for await (const step of steps(own, from)) {
      if (step === 'beside') {
        if (again === seq) throw new JournalBroken(`what follows line ${seq} does not continue it`);
        fitted.delete(own.station);
        await store.cursors.update(own.station, { shape: 0 });
        return readOwn(own, heads, seq);
      }
      ({ seq } = step.cursor);
      total = Math.max(total, step.head);
      progress(total);
    }
    progress(seq);
  }

  async function readOthers(own: Head, heads: readonly Head[], others: readonly Head[]): Promise<void> {
    const stored = await store.cursors.toArray();
    const cursors = new Map(stored.map((each) => [each.station, each.seq]));
    for (const { station, name } of stored) {
      const now = others.find((each) => each.station === station)?.name ?? '';
      if (now !== (name ?? '')) await store.cursors.update(station, { name: now });
    }
    const behind = others.filter(
      ({ station, head }) =>
        unread.get(station) !== head && (!fitted.has(station) || head !== cursors.get(station)),
    );
    let done = 0;
    const total = behind.reduce((sum, { station, head }) => sum + head - (cursors.get(station) ?? 0), 0);
    const progress = (head: number) =>
      (total > batch || unread.size > 0) &&
      report({
        ...{ phase: 'live', station: own.station, head },
        ...((done < total || unread.size > 0) && { others: { done, total, unread: [...unread.keys()] } }),
      });
    for (const other of behind) {
      const before = done;
      try {
        for await (const seq of readOther(other, heads)) {
          done = before + Math.max(0, seq - (cursors.get(other.station) ?? 0));
          progress(await ownGoesOn(own));
        }
        unread.delete(other.station);
      } catch (error) {
        if (!(error instanceof JournalBroken) && errorCode(error) !== 'not-found') throw error;
        unread.set(other.station, other.head);
      }
      done = before + other.head - (cursors.get(other.station) ?? 0);
    }
    if (behind.length > 0) progress((await store.cursors.get(own.station))?.seq ?? own.head);
  }

  /** @returns the own line up to which the store is after what was recorded meanwhile */
  async function ownGoesOn(own: Head): Promise<number> {
    const cursor = (await store.cursors.get(own.station))!;
    let { seq } = cursor;
    try {
      for await (const step of steps(own, cursor)) if (step !== 'beside') ({ seq } = step.cursor);
    } catch (error) {
      if (!(error instanceof JournalBroken)) throw error;
    }
    return seq; // what is amiss with it the next head tells
  }

  /** Yields the line up to which the other journal is read. */
  async function* readOther(other: Head, heads: readonly Head[]): AsyncGenerator<number> {
    let from = await fitting(other);
    for (let again = false; ; again = true) {
      if (!from) {
        await forget(store, other.station);
        from = await begin(journal, store, other, heads, bounds);
      }
      fitted.add(other.station);
      let beside = false;
      let { seq } = from;
      for await (const step of steps(other, from)) {
        beside = step === 'beside';
        if (step !== 'beside') yield (seq = step.cursor.seq);
      }
      if (!beside) return;
      if (again) throw new JournalBroken(`what follows line ${seq} of ${other.station} does not continue it`);
      from = null;
    }
  }

  /** Reads on from a cursor to the head, a batch a step; `beside` is the last one. */
  async function* steps(
    { station, other }: Head,
    from: Cursor,
  ): AsyncGenerator<{ readonly cursor: Cursor; readonly head: number } | 'beside'> {
    let cursor = from;
    let gaps = 0;
    const ask = (after: number) => {
      const page = journal.read({ after, limitBytes: pageBytes, ...(other && { station }) }, { signal });
      page.catch(() => undefined); // it may fail while the page before it is still being applied; whoever awaits it is told
      return page;
    };
    let asked = ask(cursor.seq);
    for (;;) {
      const page = await asked;
      const lines = parseLines(page.lines, cursor.seq);
      if (lines.length === 0) return;
      asked = ask(lines.at(-1)!.seq); // it travels while this one is applied
      for (let i = 0; i < lines.length; i += batch) {
        const run = lines.slice(i, i + batch);
        const applied = await apply(store, station, run, cap);
        if (applied.kind === 'beside') return yield 'beside';
        if (applied.kind === 'gap' && ++gaps > 3)
          throw new JournalBroken(`the lines after ${cursor.seq} are missing`);
        if (applied.kind === 'applied') cursor = applied.cursor;
        yield { cursor, head: page.head };
        if (cursor.seq < run.at(-1)!.seq) {
          asked = ask(cursor.seq);
          break;
        }
      }
    }
  }

  /** The cursor, when what is stored of the station can be continued. Later heads of one connection may be old news, so only the first is compared. */
  async function fitting({ station, journal: id, head, other }: Head): Promise<Cursor | null> {
    const cursor = await store.cursors.get(station);
    if (!cursor || cursor.shape !== shape || cursor.other !== other) return null;
    if (!other && cursor.journal !== id) return null;
    if (fitted.has(station)) return cursor;
    if (cursor.seq > head) return null;
    if (cursor.seq === 0 || cursor.hash === null) return cursor;
    const { line } = await journal.line({ seq: cursor.seq, ...(other && { station }) });
    return (JSON.parse(line) as { hash?: unknown }).hash === cursor.hash ? cursor : null;
  }
}
