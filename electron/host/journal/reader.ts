import { LoupeError } from '../../contract/errors.ts';
import { isMissing } from '../durable.ts';
import type { Files } from '../platform.ts';
import { decode } from './line.ts';
import { pathOf, type Segment } from './segments.ts';

/** Where a line begins. */
interface Place {
  readonly firstSeq: number;
  readonly offset: number;
}

/** Reads whole lines by sequence number; remembers where the next page begins, so that paging costs no search. */
export function createReader({
  files,
  segments,
  end,
  head,
  settled,
}: {
  files: Files;
  segments: () => readonly Segment[];
  /** Bytes of a segment that may be read. */
  end: (segment: Segment) => Promise<number>;
  head: () => number;
  /** Resolves when a seal that may be renaming a file is over. */
  settled: () => Promise<void>;
}): {
  read(after: number, limitBytes: number): Promise<{ lines: Uint8Array; head: number }>;
  line(seq: number): Promise<{ line: string; segment: string }>;
} {
  const places = new Map<number, Place>();
  const remember = (seq: number, place: Place) => {
    places.delete(seq);
    places.set(seq, place);
    const oldest = places.keys().next();
    if (places.size > 64 && !oldest.done) places.delete(oldest.value);
  };

  function holding(seq: number): Segment {
    const all = segments();
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle]?.firstSeq ?? Infinity) <= seq) low = middle + 1;
      else high = middle;
    }
    const found = all[low - 1];
    if (found === undefined) throw new LoupeError('not-found', { what: 'journal line', id: String(seq) });
    return found;
  }

  /** Byte offset of a line: remembered, or counted from the nearest remembered line before it. */
  async function locate(segment: Segment, seq: number, size: number): Promise<number> {
    let at = segment.firstSeq;
    let offset = 0;
    for (const [known, place] of places)
      if (place.firstSeq === segment.firstSeq && known <= seq && known > at) {
        at = known;
        offset = place.offset;
      }
    while (at < seq && offset < size) {
      const piece = await files.readRange(pathOf(segment), offset, Math.min(size, offset + 1_000_000));
      if (piece.length === 0) break;
      let used = 0;
      for (let cut = piece.indexOf(10); cut >= 0 && at < seq; cut = piece.indexOf(10, used)) {
        used = cut + 1;
        at++;
      }
      offset += at === seq ? used : piece.length;
    }
    return offset;
  }

  async function page(after: number, limitBytes: number): Promise<{ lines: Uint8Array; segment: Segment }> {
    const segment = holding(after + 1);
    const size = await end(segment);
    const offset = await locate(segment, after + 1, size);
    for (let want = Math.max(1, limitBytes); ; want = Math.max(want * 2, 65_536)) {
      const until = Math.min(size, offset + want);
      const bytes = await files.readRange(pathOf(segment), offset, until);
      const cut = bytes.lastIndexOf(10) + 1;
      if (cut === 0 && until < size) continue;
      const lines = bytes.subarray(0, cut);
      let count = 0;
      for (let i = lines.indexOf(10); i >= 0; i = lines.indexOf(10, i + 1)) count++;
      remember(after + 1 + count, { firstSeq: segment.firstSeq, offset: offset + cut });
      return { lines, segment };
    }
  }

  async function steady<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (!isMissing(error)) throw error;
      await settled();
      return run();
    }
  }

  return {
    async read(after, limitBytes) {
      const until = head();
      if (after >= until) return { lines: new Uint8Array(), head: until };
      const { lines } = await steady(() => page(after, limitBytes));
      return { lines, head: head() };
    },
    async line(seq) {
      if (!Number.isInteger(seq) || seq < 1 || seq > head())
        throw new LoupeError('not-found', { what: 'journal line', id: String(seq) });
      const { lines, segment } = await steady(() => page(seq - 1, 4096));
      const line = lines.subarray(0, lines.indexOf(10));
      return { line: decode(line), segment: segment.name };
    },
  };
}
