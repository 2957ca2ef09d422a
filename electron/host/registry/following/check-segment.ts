import { setImmediate } from 'node:timers/promises';
import { jsonBytes } from '../../durable.ts';
import { eventOf, gap, readLine, type FoundLine, type Head } from '../../journal/line.ts';
import { checkSignature, signatureSchema } from '../../journal/seal.ts';
import { pathOf, signaturePath, summaryPath, type Segment } from '../../journal/segments.ts';
import { createCounts, type SegmentSummary } from '../../journal/summary.ts';
import { previousOf } from '../../journal/verify.ts';
import { sha256Of } from '../sending/packed.ts';
import type { Verified } from './copy.ts';

/** Where a station's journal stands here. */
export interface Place {
  readonly station: string;
  /** The keys that this station, and no other, ever signed with: Ed25519, DER (SPKI), base64. */
  readonly keys: readonly string[];
  readonly head: Head;
  /** The journal that the last line was written in; null before the first. */
  readonly journal: string | null;
  /** The last segment; null before the first. */
  readonly before: Segment | null;
}

/** `refused`: the station never signed this. `parted`: it did, but in a journal that goes another way than the one that is followed. */
export type Checked =
  { readonly verified: Verified } | { readonly refused: string } | { readonly parted: string };

/** Lines that are checked without a pause: about a millisecond. */
const turn = 25;

/** Checks a fetched segment whole: name, signature, own hash of every line, chain. Nothing of it may be used before. */
export async function checkSegment(
  segment: Segment,
  { bytes, signature }: { readonly bytes: Uint8Array; readonly signature: Uint8Array },
  place: Place,
): Promise<Checked> {
  const sha256 = segment.sha256 ?? '';
  if ((await sha256Of(bytes)) !== sha256) return { refused: 'its bytes do not match the hash in its name' };
  const wrong = checkSignature(signature, sha256, place.keys) ?? ofAnother(signature, place.station);
  if (wrong !== null) return { refused: wrong };

  const counts = createCounts();
  let head = place.head;
  let last: FoundLine | null = null;
  let journal = place.journal;
  /** The journal's id has just changed; the next line has to say why. */
  let unexplained = false;
  let count = 0;
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    const text = bytes.subarray(start, end < 0 ? bytes.length : end);
    const line = end < 0 ? null : readLine(text);
    if (line === null) return { refused: `line ${head.seq + 1} is damaged` };
    if (last === null && line.seq !== segment.firstSeq)
      return { refused: `it begins with line ${line.seq}, not with the one in its name` };
    const problem = gap(head, line) ?? (last === null ? opens(text, line, place) : null);
    if (problem !== null) return { parted: problem };
    const owes: boolean = unexplained || (journal !== null && line.journal !== journal);
    unexplained = owes && line.kind === 'segment.opened';
    if (owes && !unexplained && line.kind !== 'journal.forked')
      return { refused: `line ${line.seq} changes the id of the journal without saying why` };
    counts.add(eventOf(text));
    head = last = line;
    ({ journal } = line);
    start = end + 1;
    if (++count % turn === 0) await setImmediate();
  }
  if (last === null) return { refused: 'it is empty' };
  const { name, firstSeq } = segment;
  const summary: SegmentSummary = {
    format: 1,
    segment: name,
    firstSeq,
    lastSeq: last.seq,
    counts: counts.list(),
  };
  return {
    verified: {
      ...{ segment, last },
      // The summary is made here, of the lines: nobody signed the one that lies there.
      files: [
        { path: signaturePath(segment), bytes: signature },
        { path: summaryPath(segment), bytes: jsonBytes(summary) },
        { path: pathOf(segment), bytes },
      ],
    },
  };
}

/** What is wrong with a signature that holds, but stands under another station's name. */
function ofAnother(signature: Uint8Array, station: string): string | null {
  const signed = signatureSchema.parse(JSON.parse(new TextDecoder().decode(signature)));
  return signed.station === station ? null : `it is signed as a segment of ${signed.station}`;
}

function opens(text: Uint8Array, line: FoundLine, { before }: Place): string | null {
  if (line.kind !== 'segment.opened') return `line ${line.seq} does not open a segment`;
  const named = previousOf(text);
  return named === (before?.name ?? null)
    ? null
    : `it follows ${named ?? 'nothing'}, not ${before?.name ?? 'nothing'}`;
}
