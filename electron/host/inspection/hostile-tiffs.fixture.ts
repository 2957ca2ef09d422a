import { sheet, tooLarge, unreadable, zeros, same, type HostilePicture } from './hostile-outcome.fixture.ts';
import { height, rgb, width } from './picture.fixture.ts';
import { patched, tiffOf, tiffSheet, tiffTag, type TiffTags } from './picture-bytes.fixture.ts';

const tiffWith = (other: TiffTags) => tiffOf([tiffSheet(width, height, rgb, { other })]);

/** TIFF files whose directories or samples are not what a reader expects. */
export function hostileTiffs(): HostilePicture[] {
  const ring = { ...sheet, next: 8 };
  const pages = (count: number) =>
    tiffOf(Array.from({ length: count }, () => tiffSheet(1, 1, rgb.slice(0, 3))));
  const bigCount = tiffOf([sheet], { big: true });
  new DataView(bigCount.buffer).setBigUint64(16, 2n ** 60n, true);
  const t = tiffTag;
  return [
    ['TIFF whose page is its own next', tiffOf([ring]), unreadable(/circles/)],
    ['TIFF of three pages in a ring', tiffOf([sheet, sheet, ring]), unreadable(/circles/)],
    ['TIFF of 1000 pages', pages(1000), tooLarge(/200 pages/)],
    ['TIFF of 20,000 pages', pages(20_000), tooLarge(/200 pages/)],
    ['TIFF of 200 pages', pages(200), { size: [1, 1] }],
    ['TIFF that begins outside itself', patched(tiffOf([sheet]), 4, [0, 0, 0, 0x7f]), unreadable(/outside/)],
    ['TIFF whose next page is outside', tiffOf([{ ...sheet, next: 2 ** 31 }]), unreadable(/outside/)],
    ['TIFF without a page', patched(tiffOf([sheet]), 4, [0, 0, 0, 0]), unreadable(/no page/)],
    ['TIFF of 65,535 tags', patched(tiffOf([sheet]), 8, [0xff, 0xff]), unreadable(/outside/)],
    ['BigTIFF', tiffOf([sheet], { big: true }), same],
    ['BigTIFF of 2^60 tags', bigCount, unreadable(/entries/)],
    ['TIFF of 0 pixels', tiffWith({ [t.width]: [0] }), unreadable(/0 × 4/)],
    [
      'TIFF of floats',
      tiffOf([tiffSheet(2, 2, nans(), { bits: 32, channels: 1, other: { [t.sampleFormat]: [3] } })]),
      unreadable(/floating/),
    ],
    ['TIFF of signed numbers', tiffWith({ [t.sampleFormat]: [2, 2, 2] }), unreadable(/signed/)],
    ['TIFF of 32 bit', tiffOf([tiffSheet(2, 2, nans(), { bits: 32, channels: 1 })]), unreadable(/32 bit/)],
    ['TIFF of 12 bit', tiffOf([tiffSheet(2, 2, zeros(6), { bits: 12, channels: 1 })]), unreadable(/12 bit/)],
    ['TIFF of 8, 8 and 16 bit', tiffWith({ [t.bits]: [8, 8, 16] }), unreadable(/8, 8, 16 bit/)],
    ['TIFF of 6 channels', tiffOf([tiffSheet(2, 2, zeros(24), { channels: 6 })]), tooLarge(/6 channels/)],
    ['TIFF of 2^31 channels', tiffWith({ [t.channels]: [2 ** 31] }), tooLarge(/channels/)],
    ['TIFF packed in an unknown way', tiffWith({ [t.compression]: [54_321] }), unreadable()],
    ['TIFF whose strip is said to be outside', tiffWith({ [t.offsets]: [2 ** 31] }), unreadable()],
    ['TIFF whose strip is said to hold 4 GB', tiffWith({ [t.counts]: [2 ** 32 - 1] }), unreadable()],
    ['TIFF with a strip too few', tiffWith({ [t.rowsPerStrip]: [2] }), unreadable()],
  ];
}

const nans = () => new Uint8Array(new Float32Array([NaN, Infinity, -1e38, 0.5]).buffer);
