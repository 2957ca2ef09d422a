import type { maskTypes } from '../../contract/imaging.ts';

export type FileType = (typeof maskTypes)[number];

const text = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const starts: readonly [FileType, (bytes: Uint8Array) => boolean][] = [
  ['jpeg', (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff],
  ['png', (b) => b[0] === 0x89 && text(b, 1, 8) === 'PNG\r\n\x1a\n'],
  ['tiff', (b) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text(b, 0, 4))],
  ['webp', (b) => text(b, 0, 4) === 'RIFF' && text(b, 8, 12) === 'WEBP'],
  ['bmp', (b) => text(b, 0, 2) === 'BM'],
  ['gif', (b) => ['GIF87a', 'GIF89a'].includes(text(b, 0, 6))],
];

/** What a file is, by its first bytes; its name says nothing. null for anything that is not opened here. */
export function formatOf(bytes: Uint8Array): FileType | null {
  return starts.find(([, begins]) => begins(bytes))?.[0] ?? null;
}

const strangers: readonly [string, RegExp][] = [
  ['a PDF file', /^%PDF/],
  ['an SVG file', /^(?:\xef\xbb\xbf)?\s*<(?:[?!]|[^>]*\bsvg\b)/i],
  ['a HEIF or AVIF file', /^.{4}ftyp(?:avi|hei|hev|mif|msf)/s],
  ['a JPEG 2000 file', /^(?:\xff\x4f\xff\x51|.{4}jP {2})/s],
  ['a JPEG XL file', /^.{4}JXL /s],
  ['a ZIP file', /^PK/],
  ['a Y4M file', /^YUV4MPEG2/],
];

/** What a file seems to be that is not opened here, in words for its owner. */
export function strangerOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  const start = text(bytes, 0, 256);
  return strangers.find(([, begins]) => begins.test(start))?.[0] ?? 'something else';
}
