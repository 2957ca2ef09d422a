import { deflateSync } from 'node:zlib';
import {
  png,
  rows,
  same,
  tooLarge,
  unreadable,
  zeros,
  type HostilePicture,
} from './hostile-outcome.fixture.ts';
import { height, width } from './picture.fixture.ts';
import { exifOf, join, patched, pngHeader, pngOf, pngPart, pngRows } from './picture-bytes.fixture.ts';

/** PNG files with parts missing, too many, damaged or very long. */
export function hostilePngs(): HostilePicture[] {
  const exif = pngPart('eXIf', exifOf(6), 1);
  const grey = pngRows(Uint8Array.from([0, 1, 9, 3]), 2);
  const animation = pngPart('acTL', [0, 0, 0, 2, 0, 0, 0, 0]);
  const noise = pngPart(
    'iCCP',
    join('x\0\0', deflateSync(Uint8Array.from({ length: 900 }, (_, i) => i * 7))),
  );
  return [
    ['PNG with a wrong checksum over its pixels', patched(png(), -20, [0]), unreadable(/checksum|IDAT/)],
    ['PNG with a wrong checksum over its EXIF', png(exif), unreadable(/checksum/)],
    ['PNG without an end', pngOf(pngHeader(width, height), rows), unreadable(/cut short/)],
    ['PNG without pixels', pngOf(pngHeader(width, height), pngPart('IEND')), unreadable()],
    ['PNG without a header', pngOf(rows, pngPart('IEND')), unreadable()],
    ['PNG with two headers', png(pngHeader(2, 2)), unreadable()],
    ['PNG without its palette', pngOf(pngHeader(2, 2, 8, 3), grey, pngPart('IEND')), unreadable()],
    [
      'PNG with colours its palette has not, which are black',
      pngOf(pngHeader(2, 2, 8, 3), pngPart('PLTE', [1, 2, 3, 4, 5, 6]), grey, pngPart('IEND')),
      { rgb: Uint8Array.from([1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0]), width: 2, height: 2 },
    ],
    ['PNG whose part is 2 GB long', patched(png(), 33, [0x7f, 0xff, 0xff, 0xff]), unreadable(/cut short/)],
    ['PNG of 0 × 0', pngOf(pngHeader(0, 0), rows, pngPart('IEND')), unreadable()],
    ['PNG of too few rows', pngOf(pngHeader(width, height + 1), rows, pngPart('IEND')), unreadable()],
    ['PNG that moves', png(animation), unreadable(/moving/)],
    ['PNG with a profile of noise', png(noise), same],
    ['PNG with 10 MB of words', png(pngPart('tEXt', join('a\0', zeros(10_000_000).fill(65)))), same],
    ['PNG of 65,535 × 1', line(65_535, 1), { size: [65_535, 1] }],
    ['PNG of 1 × 65,535', line(1, 65_535), { size: [1, 65_535] }],
    ['PNG of 65,536 × 1', line(65_536, 1), tooLarge(/a side/)],
    ['PNG with a ZIP behind it', join(png(), 'PK\x03\x04', zeros(100)), same],
    ['PNG with a script behind it', join(png(), '<script>alert(1)</script>'), same],
  ];
}

const line = (w: number, h: number) =>
  pngOf(pngHeader(w, h, 8, 0), pngRows(zeros(w * h), w), pngPart('IEND'));
