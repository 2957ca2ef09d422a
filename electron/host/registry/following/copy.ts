import { makeFolders, removeIfThere } from '../../durable.ts';
import type { Journal } from '../../journal/journal.ts';
import { origin, readLine, type FoundLine, type Head } from '../../journal/line.ts';
import { createReader } from '../../journal/reader.ts';
import { folder, listSealed, pathOf, type Segment } from '../../journal/segments.ts';
import type { Files, Platform } from '../../platform.ts';
import { msOf } from '../../time.ts';
import { placeOnce } from '../folder/place-once.ts';
import { below } from './below.ts';

/** A journal that another station wrote, to be read as one's own is. */
export type FollowedJournal = Pick<Journal, 'stationId' | 'head' | 'read' | 'line'>;

/** A sealed segment that was verified: the files it consists of, the segment itself last. */
export interface Verified {
  readonly segment: Segment;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** Its last line. */
  readonly last: FoundLine;
}

/** What this station holds of another one's journal: whole sealed segments, one after the other, laid out as its own are. */
export interface Copy extends FollowedJournal {
  /** Id of the journal that the last line was written in; null while there is none. */
  journalId(): string | null;
  /** When the last line was written, milliseconds since 1970 by that station's clock; null while there is none. */
  at(): number | null;
  /** Oldest first. */
  segments(): readonly Segment[];
  /**
   * Adds the segment that follows the last one. After a kill at any step it is there whole, or it is not there.
   * @throws LoupeError `not-written`
   */
  place(verified: Verified): Promise<void>;
}

/** Where everything lies that another station wrote. */
export const placeOf = (station: string): string => `stations/${station}`;

/** Opens what was placed before. What a disk has damaged at its end is as good as not there: it is fetched again. */
export async function openCopy(
  { files: all, random }: Pick<Platform, 'files' | 'random'>,
  stationId: string,
): Promise<Copy> {
  const files = below(all, placeOf(stationId));
  for (const name of await files.list(folder))
    if (name.endsWith('.part')) await removeIfThere(files, `${folder}/${name}`);
  const segments = await listSealed(files);
  let last: FoundLine | null = null;
  for (; segments.length > 0 && last === null;) {
    last = await lastLine(files, pathOf(segments.at(-1)!));
    if (last === null) segments.pop();
  }
  const head = (): Head => (last === null ? origin : { seq: last.seq, hash: last.hash });
  const reader = createReader({
    files,
    segments: () => segments,
    end: async (segment) => (await files.stat(pathOf(segment)))?.size ?? 0,
    head: () => head().seq,
    settled: () => Promise.resolve(),
  });
  return {
    stationId,
    head,
    read: reader.read,
    line: reader.line,
    journalId: () => last?.journal ?? null,
    at: () => (last === null ? null : msOf(last.at)),
    segments: () => segments,
    async place(verified) {
      await makeFolders(all, `${placeOf(stationId)}/${folder}`);
      const token = Buffer.from(random(6)).toString('hex');
      for (const { path, bytes } of verified.files) await placeOnce(files, path, bytes, token);
      segments.push(verified.segment);
      last = verified.last;
    },
  };
}

/** null when the file does not end with a whole line. */
async function lastLine(files: Files, path: string): Promise<FoundLine | null> {
  const size = (await files.stat(path))?.size ?? 0;
  for (let piece = 65_536; ; piece *= 8) {
    const bytes = await files.readRange(path, Math.max(0, size - piece), size);
    if (bytes.at(-1) !== 10) return null;
    const begins = bytes.lastIndexOf(10, -2) + 1;
    if (begins > 0 || piece >= size) return readLine(bytes.subarray(begins, -1));
  }
}
