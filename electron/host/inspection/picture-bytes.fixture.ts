import { crc32, deflateSync } from 'node:zlib';

// Writers that write whatever they are told, sound or not.

const ascii = (text: string) => new TextEncoder().encode(text);

export function join(...parts: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array {
  return Uint8Array.from(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? ascii(part) : Uint8Array.from(part)))),
  );
}

const signature = [0x89, ...ascii('PNG\r\n\x1a\n')];

/** One part of a PNG; `damage` is added to its checksum. */
export function pngPart(kind: string, data: Uint8Array | readonly number[] = [], damage = 0): Uint8Array {
  const body = join(kind, data);
  const out = new Uint8Array(body.length + 8);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length - 4);
  out.set(body, 4);
  view.setUint32(4 + body.length, crc32(body) + damage);
  return out;
}

/** `kind`: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
export function pngHeader(width: number, height: number, bits = 8, kind = 2): Uint8Array {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  data.set([bits, kind, 0, 0, 0], 8);
  return pngPart('IHDR', data);
}

export const pngOf = (...parts: readonly Uint8Array[]): Uint8Array => join(signature, ...parts);

/** Pixel rows, unfiltered, as the data of a PNG. */
export function pngRows(rows: Uint8Array, rowBytes: number): Uint8Array {
  const raw = new Uint8Array(rows.length + rows.length / rowBytes);
  for (let row = 0; row * rowBytes < rows.length; row += 1)
    raw.set(rows.subarray(row * rowBytes, (row + 1) * rowBytes), row * (rowBytes + 1) + 1);
  return pngPart('IDAT', deflateSync(raw, { level: 1 }));
}

/** A TIFF directory's worth of tags; `Infinity` in place of a value stands for where this page's data is. */
export type TiffTags = Readonly<Record<number, readonly number[]>>;

export interface TiffSheet {
  readonly tags: TiffTags;
  readonly data: Uint8Array;
  /** The place of the next directory; unless said, the next sheet's. */
  readonly next?: number;
}

export const tiffTag = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  offsets: 273,
  orientation: 274,
  channels: 277,
  rowsPerStrip: 278,
  counts: 279,
  sampleFormat: 339,
} as const;

/** An uncompressed sheet of `channels` × `bits`; `other` tags replace its own. */
export function tiffSheet(
  width: number,
  height: number,
  data: Uint8Array,
  { channels = 3, bits = 8, other = {} as TiffTags } = {},
): TiffSheet {
  const t = tiffTag;
  const own: TiffTags = {
    [t.width]: [width],
    [t.height]: [height],
    [t.bits]: Array.from({ length: channels }, () => bits),
    [t.compression]: [1],
    [t.photometric]: [channels < 3 ? 1 : 2],
    [t.offsets]: [Infinity],
    [t.channels]: [channels],
    [t.rowsPerStrip]: [height],
    [t.counts]: [data.length],
  };
  return { tags: { ...own, ...other }, data };
}

/** A little-endian TIFF, or BigTIFF: header, then for each sheet its directory, long values and data. All values are LONG. */
export function tiffOf(sheets: readonly TiffSheet[], { big = false } = {}): Uint8Array {
  const room = big ? 8 : 4;
  const entryBytes = 4 + 2 * room;
  const head = big ? 16 : 8;
  const sizeOf = ({ tags, data }: TiffSheet) => {
    const values = Object.values(tags);
    const long = values.reduce((sum, each) => sum + (each.length * 4 > room ? each.length * 4 : 0), 0);
    return { directory: (big ? 8 : 2) + values.length * entryBytes + room, long, data: data.length };
  };
  const places: number[] = [];
  let end = head;
  for (const sheet of sheets) {
    places.push(end);
    const { directory, long, data } = sizeOf(sheet);
    end += directory + long + data + (data & 1);
  }
  const out = new Uint8Array(end);
  const view = new DataView(out.buffer);
  const offset = (at: number, value: number) =>
    big ? view.setBigUint64(at, BigInt(value), true) : view.setUint32(at, value, true);
  out.set(ascii(big ? 'II+\0' : 'II*\0'));
  if (big) view.setUint16(4, 8, true);
  offset(big ? 8 : 4, places[0] ?? 0);
  sheets.forEach((sheet, index) => {
    const start = places[index] ?? 0;
    const { directory, long } = sizeOf(sheet);
    const tags = Object.entries(sheet.tags).sort(([a], [b]) => Number(a) - Number(b));
    if (big) view.setBigUint64(start, BigInt(tags.length), true);
    else view.setUint16(start, tags.length, true);
    let at = start + (big ? 8 : 2);
    let free = start + directory;
    const dataAt = free + long;
    for (const [tag, values] of tags) {
      view.setUint16(at, Number(tag), true);
      view.setUint16(at + 2, 4, true);
      offset(at + 4, values.length);
      const inline = values.length * 4 <= room;
      if (!inline) offset(at + 4 + room, free);
      let to = inline ? at + 4 + room : free;
      for (const value of values) {
        view.setUint32(to, value === Infinity ? dataAt : value, true);
        to += 4;
      }
      if (!inline) free = to;
      at += entryBytes;
    }
    offset(at, sheet.next ?? places[index + 1] ?? 0);
    out.set(sheet.data, dataAt);
  });
  return out;
}

/** A TIFF's worth of EXIF that says which way up the picture is. */
export function exifOf(orientation: number): Uint8Array {
  return tiffOf([{ tags: { [tiffTag.orientation]: [orientation] }, data: new Uint8Array(0) }]);
}

/** `bytes` with `patch` written over them from `at` on; a negative `at` counts from the end. */
export function patched(bytes: Uint8Array, at: number, patch: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(patch, at < 0 ? bytes.length + at : at);
  return copy;
}
