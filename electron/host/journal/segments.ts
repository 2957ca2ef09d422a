import type { Files } from '../platform.ts';

/** A file of the journal: `<firstSeq>.jsonl` while open, `<firstSeq>-<sha256>.jsonl` once sealed. */
export interface Segment {
  readonly name: string;
  readonly firstSeq: number;
  /** Hash of the whole file; null while it is open. */
  readonly sha256: string | null;
}

export const folder = 'journal';
export const pathOf = (segment: { readonly name: string }): string => `${folder}/${segment.name}`;
export const signaturePath = (segment: Segment): string => pathOf(segment).replace(/\.jsonl$/, '.sig');
export const summaryPath = (segment: Segment): string => pathOf(segment).replace(/\.jsonl$/, '.summary.json');

export const openSegmentName = (firstSeq: number): string => `${firstSeq}.jsonl`;
export const sealedSegment = (firstSeq: number, sha256: string): Segment => ({
  name: `${firstSeq}-${sha256}.jsonl`,
  firstSeq,
  sha256,
});

/** All segments in order of their first line. */
export async function listSegments(files: Files): Promise<Segment[]> {
  const found = (await files.list(folder)).flatMap((name) => segmentNamed(name) ?? []);
  return found.sort((a, b) => a.firstSeq - b.firstSeq || (a.sha256 === null ? 1 : -1));
}

/** The same without the open one. */
export const listSealed = async (files: Files): Promise<Segment[]> =>
  (await listSegments(files)).filter(({ sha256 }) => sha256 !== null);

/** null for a file that is no segment. */
export function segmentNamed(name: string): Segment | null {
  const match = /^([1-9]\d{0,14})(?:-([0-9a-f]{64}))?\.jsonl$/.exec(name);
  return match && { name, firstSeq: Number(match[1]), sha256: match[2] ?? null };
}

/** One line of a file without its newline; the last may be torn. */
export interface RawLine {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly ended: boolean;
}

/** The lines of a file's first `size` bytes, read in pieces so that a long file costs little memory. */
export async function* rawLines(
  files: Files,
  path: string,
  size: number,
  pieceBytes = 262_144,
): AsyncGenerator<RawLine> {
  let rest = new Uint8Array();
  let offset = 0;
  for (let from = 0; from < size;) {
    const piece = await files.readRange(path, from, Math.min(size, from + pieceBytes));
    if (piece.length === 0) break;
    from += piece.length;
    const bytes = new Uint8Array(rest.length + piece.length);
    bytes.set(rest);
    bytes.set(piece, rest.length);
    let start = 0;
    for (let end = bytes.indexOf(10, rest.length); end >= 0; end = bytes.indexOf(10, start)) {
      yield { offset: offset + start, bytes: bytes.subarray(start, end), ended: true };
      start = end + 1;
    }
    offset += start;
    rest = bytes.slice(start);
  }
  if (rest.length > 0) yield { offset, bytes: rest, ended: false };
}
