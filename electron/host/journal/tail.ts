import type { Snapshot } from '../../contract/events.ts';
import type { Files } from '../platform.ts';
import { decode, eventOf, gap, origin, readLine, type Head } from './line.ts';
import { pathOf, rawLines, type Segment } from './segments.ts';
import { emptyState, foldState } from './state.ts';
import { createCounts } from './summary.ts';

/** The last segment, read and checked. */
export interface Tail {
  readonly segment: Segment | null;
  readonly head: Head;
  /** The journal id of the last line. */
  readonly journalId: string | null;
  /** What the lines fold to. */
  readonly state: Snapshot;
  /** Of a segment that is open; a sealed one has had its summary, and the next begins at nothing. */
  readonly counts: ReturnType<typeof createCounts>;
  /** Wall clock of the segment's first line, ISO. */
  readonly openedAt: string | null;
  /** Bytes of whole, checked lines. */
  readonly size: number;
  /** Bytes after them that no good line follows: what a power cut leaves. */
  readonly torn: { readonly offset: number; readonly bytes: Uint8Array; readonly why: string } | null;
  /** Why the chain is broken: a bad line with good ones after it, or a snapshot of a newer format. */
  readonly broken: string | null;
}

export async function readTail(
  files: Files,
  segments: readonly Segment[],
  { stationId, app }: { readonly stationId: string; readonly app: string },
): Promise<Tail> {
  const segment = segments.at(-1) ?? null;
  const counts = createCounts();
  if (segment === null)
    return {
      segment,
      head: origin,
      journalId: null,
      state: emptyState(app),
      counts,
      openedAt: null,
      size: 0,
      torn: null,
      broken: null,
    };
  const path = pathOf(segment);
  const total = (await files.stat(path))?.size ?? 0;
  let head: Head | null = null;
  let state = emptyState(app);
  let journalId: string | null = null;
  let openedAt: string | null = null;
  let size = 0;
  let bad: string | null = null;
  let broken: string | null = null;

  for await (const { bytes, ended } of rawLines(files, path, total)) {
    const line = ended ? readLine(bytes) : null;
    if (bad !== null) {
      if (line === null) continue;
      broken = `${bad}, and good lines follow it`;
      break;
    }
    if (line === null) {
      bad = `the line after ${head === null ? `the start of ${segment.name}` : head.seq} is damaged`;
      continue;
    }
    // What comes before the first line is `verify`'s to check: a start reads one segment.
    const problem = gap(head ?? { seq: segment.firstSeq - 1, hash: line.prev }, line);
    const event = eventOf(bytes);
    if (problem !== null) broken = `${segment.name}: ${problem}`;
    else if (head === null) {
      openedAt = line.at;
      if (event?.kind !== 'segment.opened')
        broken = `${segment.name} begins with a ${line.kind} this Loupe does not know; a newer one may have written it`;
    }
    if (broken !== null) break;
    head = line;
    journalId = line.journal;
    if (event !== null)
      state = event.kind === 'segment.opened' ? event.data : foldState(state, event, stationId);
    counts.add(event);
    size += bytes.length + 1;
  }

  const rest = size < total ? await files.readRange(path, size, total) : null;
  if (rest !== null && broken === null && segment.sha256 !== null)
    broken = `${segment.name} is sealed, yet ${bad ?? 'longer than its lines'}`;
  return {
    segment,
    head: head === null ? origin : { seq: head.seq, hash: head.hash },
    journalId,
    state,
    counts: segment.sha256 === null ? counts : createCounts(),
    openedAt,
    size,
    torn:
      rest === null || broken !== null ? null : { offset: size, bytes: rest, why: bad ?? 'unfinished line' },
    broken,
  };
}

/** Hash of the line `seq` inside a segment that holds it; null when it is not there. */
export async function hashAt(files: Files, segment: Segment, seq: number): Promise<string | null> {
  const path = pathOf(segment);
  let at = segment.firstSeq;
  for await (const { bytes } of rawLines(files, path, (await files.stat(path))?.size ?? 0))
    if (at++ === seq) return /"hash":"([0-9a-f]{64})"\}$/.exec(decode(bytes.subarray(-75)))?.[1] ?? null;
  return null;
}
