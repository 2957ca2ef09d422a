import { WorkFailure } from '../serve.ts';

/** One page of a TIFF file, as its directory describes it. */
export interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** Of every sample, in the order of the channels. */
  readonly bits: readonly number[];
  /** 1 unsigned, 2 signed, 3 floating point, 4 undefined (TIFF 6.0, tag 339). */
  readonly sampleFormat: number;
  /** 0, 1 grey, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr, 8 to 10 Lab (tag 262). */
  readonly photometric: number;
  /** Where in the file the directory begins. */
  readonly directory: number;
  /** Where in the file the offset of the next directory stands. */
  readonly link: number;
}

const tags = {
  width: 256,
  height: 257,
  bits: 258,
  photometric: 262,
  channels: 277,
  sampleFormat: 339,
} as const;

/** Bytes of one value by its type; other types say nothing that is asked here. */
const sizes: Readonly<Record<number, 1 | 2 | 4 | 8>> = { 1: 1, 3: 2, 4: 4, 16: 8 };

/**
 * The pages of a TIFF or BigTIFF, by walking its chain of directories once; not a pixel is read.
 * libtiff walks the whole chain again for every page it is asked for, which takes seconds for a thousand.
 * @throws WorkFailure `unreadable-image` for a chain that leaves the file or bites its tail, `too-large` past `pageLimit` pages
 */
export function tiffPages(bytes: Uint8Array, pageLimit: number): readonly TiffPage[] {
  const reader = readerOf(bytes);
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  for (let at = reader.offset(reader.head); at !== 0;) {
    if (seen.has(at)) throw damaged('its pages go round in circles');
    if (pages.length === pageLimit) throw new WorkFailure('too-large', `more than ${pageLimit} pages`);
    seen.add(at);
    const page = pageAt(reader, at);
    pages.push(page);
    at = reader.offset(page.link);
  }
  if (pages.length === 0) throw damaged('it has no page');
  return pages;
}

/** A copy of the file in which this page is the only one. */
export function withOnly(bytes: Uint8Array, page: TiffPage): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const { head, setOffset } = readerOf(copy);
  setOffset(head, page.directory);
  setOffset(page.link, 0);
  return copy;
}

type Reader = ReturnType<typeof readerOf>;

function readerOf(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const inside =
    <T>(read: (at: number) => T) =>
    (at: number): T => {
      try {
        return read(at);
      } catch {
        throw damaged('a directory lies outside the file');
      }
    };
  const short = inside((at) => view.getUint16(at, little));
  const long = inside((at) => view.getUint32(at, little));
  const wide = inside((at) => Number(view.getBigUint64(at, little)));
  const big = short(2) === 43;
  return {
    big,
    head: big ? 8 : 4,
    entryBytes: big ? 20 : 12,
    directoryHead: big ? 8 : 2,
    byte: inside((at) => view.getUint8(at)),
    short,
    long,
    wide,
    offset: big ? wide : long,
    entries: big ? wide : short,
    setOffset: (at: number, to: number) =>
      big ? view.setBigUint64(at, BigInt(to), little) : view.setUint32(at, to, little),
  };
}

function pageAt(reader: Reader, directory: number): TiffPage {
  const { entryBytes, directoryHead } = reader;
  const entries = reader.entries(directory);
  // The format counts them in 16 bit; BigTIFF could claim more than a file can hold.
  if (entries > 65_535) throw damaged('a directory has more entries than its file');
  const found = new Map<number, readonly number[]>();
  for (let index = 0; index < entries; index += 1) {
    const at = directory + directoryHead + index * entryBytes;
    const tag = reader.short(at);
    // libtiff, too, takes the first of a tag that is there twice.
    if (!found.has(tag) && Object.values<number>(tags).includes(tag)) found.set(tag, valuesAt(reader, at));
  }
  const first = (tag: number, otherwise: number): number => found.get(tag)?.[0] ?? otherwise;
  const channels = first(tags.channels, 1);
  const bits = found.get(tags.bits) ?? [1];
  return {
    width: first(tags.width, 0),
    height: first(tags.height, 0),
    bits: Array.from({ length: Math.min(channels, 16) }, (_, index) => bits[index] ?? bits[0] ?? 1),
    sampleFormat: first(tags.sampleFormat, 1),
    photometric: first(tags.photometric, 1),
    directory,
    link: directory + directoryHead + entries * entryBytes,
  };
}

/** The values of one entry, at most 16 of them. */
function valuesAt(reader: Reader, entry: number): readonly number[] {
  const size = sizes[reader.short(entry + 2)];
  if (size === undefined) return [];
  const count = Math.min(reader.big ? reader.wide(entry + 4) : reader.long(entry + 4), 16);
  const room = reader.big ? 8 : 4;
  const inline = entry + 4 + room;
  const start = count * size <= room ? inline : reader.offset(inline);
  const read = { 1: reader.byte, 2: reader.short, 4: reader.long, 8: reader.wide }[size];
  return Array.from({ length: count }, (_, index) => read(start + index * size));
}

const damaged = (why: string) => new WorkFailure('unreadable-image', `a damaged TIFF file: ${why}`);
