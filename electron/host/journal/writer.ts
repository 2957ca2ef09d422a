import { eventVersion, type EventKind, type JournalEvent, type Snapshot } from '../../contract/events.ts';
import { LoupeError } from '../../contract/errors.ts';
import { system, type Actor } from '../../contract/people.ts';
import { causeOf } from '../durable.ts';
import type { Platform } from '../platform.ts';
import type { Station } from '../station.ts';
import { isoTime } from '../time.ts';
import { encodeLine, decode, type Head } from './line.ts';
import { createOpenSegment, type OpenSegment } from './open-segment.ts';
import { renameSealed, writeDerived } from './seal.ts';
import { sealedSegment, type Segment } from './segments.ts';
import { foldState } from './state.ts';
import { createCounts, type SegmentSummary } from './summary.ts';

/** An event on its way to disk. */
export interface Entry {
  readonly kind: EventKind;
  readonly data: unknown;
  readonly by: Actor;
  readonly at: string;
}

export interface Limits {
  /** A segment of this size is sealed before the next line. */
  readonly sealBytes: number;
  /** So is one whose first line is this old. */
  readonly sealAgeMs: number;
}

export interface Writer {
  head(): Head;
  /** The last line of the newest sealed segment; 0: none is sealed. */
  sealed(): number;
  state(): Snapshot;
  segments(): readonly Segment[];
  /** Acknowledged bytes of the open segment of this name; null when there is none. */
  openSize(name: string): number | null;
  /** All or none on disk when it resolves; one fsync for the whole group. Calls must not overlap. */
  commit(entries: readonly Entry[]): Promise<JournalEvent[]>;
  seal(): Promise<void>;
  /** Further lines carry this journal id. */
  rename(journalId: string): void;
  close(): Promise<void>;
}

export interface Position {
  readonly segments: readonly Segment[];
  readonly head: Head;
  readonly state: Snapshot;
  readonly counts: ReturnType<typeof createCounts>;
  /** The open segment's checked bytes and first line's time; null when the last one is sealed. */
  readonly open: { readonly firstSeq: number; readonly bytes: Uint8Array; readonly openedAt: string } | null;
}

export function createWriter(
  { platform, station, app, limits }: { platform: Platform; station: Station; app: string; limits: Limits },
  start: Position,
): Writer {
  const { files, clock } = platform;
  let journalId = station.journalId();
  let head = start.head;
  let folded = start.state;
  let counts = start.counts;
  let segments = [...start.segments];
  let open: OpenSegment | null = start.open
    ? createOpenSegment({ files, firstSeq: start.open.firstSeq, existing: start.open.bytes })
    : null;
  let openedAt = start.open?.openedAt ?? null;
  let sealing = false;
  const owed: { segment: Segment; counts: SegmentSummary['counts']; lastSeq: number }[] = [];

  const sealedBefore = () => segments.findLast((one) => one.sha256 !== null) ?? null;

  function state(): Snapshot {
    const current =
      open !== null && open.size() > 0 ? sealedSegment(open.firstSeq, open.sha256()) : sealedBefore();
    const previous = current && { segment: current.name, hash: current.sha256 ?? '' };
    return { ...folded, app, previous };
  }

  const due = (segment: OpenSegment) =>
    segment.size() >= limits.sealBytes ||
    (openedAt !== null && isoTime(clock.now() - limits.sealAgeMs) >= openedAt);

  /** Closes the open segment. After a failure it goes on from where it stopped when called again. */
  async function sealOpen(): Promise<void> {
    // A segment of nothing but its snapshot says nothing new.
    if (open === null || open.size() === 0 || head.seq === open.firstSeq) return;
    sealing = true;
    await open.close();
    const sealed = await renameSealed(files, open.firstSeq, open.sha256());
    const done = counts.list();
    segments = [...segments.slice(0, -1), sealed];
    open = null;
    openedAt = null;
    counts = createCounts();
    sealing = false;
    owed.push({ segment: sealed, counts: done, lastSeq: head.seq });
    await payOwed();
  }

  /** Signs and summarises what is sealed. The lines are safe without: what fails is done with the next line, or at the next start. */
  async function payOwed(): Promise<void> {
    try {
      for (let one = owed[0]; one !== undefined; one = owed[0]) {
        await writeDerived(files, station, one.segment, one.counts, one.lastSeq);
        owed.shift();
        await station.markHead(head);
      }
    } catch (error) {
      platform.log({ level: 'warn', what: 'a sealed segment lacks its signature', cause: causeOf(error) });
    }
  }

  async function commit(entries: readonly Entry[]): Promise<JournalEvent[]> {
    if (owed.length > 0) await payOwed();
    if (open !== null && (sealing || due(open))) await sealOpen();
    const fresh = open === null || open.size() === 0;
    const current = (open ??= createOpenSegment({ files, firstSeq: head.seq + 1 }));
    const snapshot: Entry[] = fresh
      ? [{ kind: 'segment.opened', data: state(), by: system, at: entries[0]?.at ?? isoTime(clock.now()) }]
      : [];
    const lines: Uint8Array[] = [];
    const events: JournalEvent[] = [];
    let next = head;
    for (const { kind, data, by, at } of [...snapshot, ...entries]) {
      const seq = next.seq + 1;
      const line = { seq, v: eventVersion[kind], at, journal: journalId, by, kind, data, prev: next.hash };
      const { bytes, hash } = encodeLine(line);
      lines.push(bytes);
      events.push(JSON.parse(decode(bytes)) as JournalEvent);
      next = { seq, hash };
    }
    await current.append(Buffer.concat(lines));
    head = next;
    if (fresh) {
      openedAt = snapshot[0]?.at ?? null;
      segments = [...segments, { name: current.name, firstSeq: current.firstSeq, sha256: null }];
    }
    for (const event of events) {
      folded = foldState(folded, event, station.stationId);
      counts.add(event);
    }
    return events.slice(snapshot.length);
  }

  return {
    head: () => head,
    sealed: () => (open !== null && open.size() > 0 ? open.firstSeq - 1 : head.seq),
    state,
    segments: () => segments,
    openSize: (name) => (open?.name === name ? open.size() : null),
    commit,
    async seal() {
      try {
        await sealOpen();
      } catch (error) {
        if (error instanceof LoupeError) throw error;
        throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
      }
    },
    rename(id) {
      journalId = id;
    },
    close: async () => open?.close(),
  };
}
