import type { ImageRef } from '../../contract/events.ts';

const starts: readonly [ImageRef['type'], (b: Uint8Array) => boolean][] = [
  ['jpeg', (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff],
  ['png', (b) => text(b, 1, 4) === 'PNG' && b[0] === 0x89 && text(b, 4, 8) === '\r\n\x1a\n'],
  ['tiff', (b) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text(b, 0, 4))],
  ['webp', (b) => text(b, 0, 4) === 'RIFF' && text(b, 8, 12) === 'WEBP'],
  ['bmp', (b) => text(b, 0, 2) === 'BM'],
];

const text = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** What a file is, by its first bytes; its name says nothing. null for anything that is not opened here (SVG, GIF, PDF …). */
export function formatOf(bytes: Uint8Array): Exclude<ImageRef['type'], 'y4m'> | null {
  const found = starts.find(([, begins]) => begins(bytes))?.[0];
  return found === undefined || found === 'y4m' ? null : found;
}
