import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { bmp, height, picture, rgb, width } from './picture.fixture.ts';
import {
  exifOf,
  join,
  patched,
  pngHeader,
  pngOf,
  pngPart,
  pngRows,
  tiffOf,
  tiffSheet,
  tiffTag,
  type TiffTags,
} from './picture-bytes.fixture.ts';

/** What must come of a file: these pixels, a picture of this size, or a refusal whose words match. */
export type Outcome =
  | { readonly rgb: Uint8Array; readonly width: number; readonly height: number }
  | { readonly size: readonly [number, number] }
  | { readonly refused: 'unreadable-image' | 'too-large'; readonly why: RegExp };
export type HostilePicture = readonly [name: string, bytes: Uint8Array, outcome: Outcome];

const same = { rgb, width, height };
const unreadable = (why = /./) => ({ refused: 'unreadable-image', why }) as const;
const tooLarge = (why = /./) => ({ refused: 'too-large', why }) as const;
const text = (words: string) => new TextEncoder().encode(words);
const zeros = (bytes: number) => new Uint8Array(bytes);

const rows = pngRows(rgb, 3 * width);
const png = (...between: Uint8Array[]) => pngOf(pngHeader(width, height), ...between, rows, pngPart('IEND'));
const sheet = tiffSheet(width, height, rgb);
const tiffWith = (other: TiffTags) => tiffOf([tiffSheet(width, height, rgb, { other })]);
const sizedBmp = (w: number, h: number) => {
  const bytes = bmp();
  new DataView(bytes.buffer).setInt32(18, w, true);
  new DataView(bytes.buffer).setInt32(22, h, true);
  return bytes;
};

/** The picture turned so that `orientation` (EXIF, 1 to 8) brings it back; what must be seen is always `rgb`. */
function turnedAway(orientation: number): { width: number; height: number; rgb: Uint8Array } {
  const across = orientation >= 5;
  const [w, h] = across ? [height, width] : [width, height];
  const out = zeros(rgb.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [right, low] = [width - 1 - x, height - 1 - y];
      // Where in the stored picture the upright pixel (x, y) stands.
      const places = [
        [x, y],
        [right, y],
        [right, low],
        [x, low],
        [y, x],
        [y, right],
        [low, right],
        [low, x],
      ] as const;
      const [column, row] = places[orientation - 1] ?? [x, y];
      for (let c = 0; c < 3; c += 1) out[3 * (row * w + column) + c] = rgb[3 * (y * width + x) + c] ?? 0;
    }
  return { width: w, height: h, rgb: out };
}

function orientations(): HostilePicture[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation): HostilePicture[] => {
    const away = turnedAway(orientation);
    const exif = pngPart('eXIf', exifOf(orientation));
    const file = pngOf(
      pngHeader(away.width, away.height),
      exif,
      pngRows(away.rgb, 3 * away.width),
      pngPart('IEND'),
    );
    const tiff = tiffOf([
      tiffSheet(away.width, away.height, away.rgb, { other: { [tiffTag.orientation]: [orientation] } }),
    ]);
    return [
      [`PNG that EXIF turns by ${orientation}`, file, same],
      [`TIFF turned by ${orientation}`, tiff, same],
    ];
  });
}

function bombs(jpeg: Uint8Array, webp: Uint8Array): HostilePicture[] {
  const scans = jpegScans(jpeg);
  const frame = jpeg.findIndex((byte, at) => byte === 0xff && [0xc0, 0xc1, 0xc2].includes(jpeg[at + 1] ?? 0));
  const deep = pngOf(
    pngHeader(6000, 6000, 16, 6),
    pngPart('IDAT', deflateSync(zeros(6000 * (8 * 6000 + 1)), { level: 1 })),
    pngPart('IEND'),
  );
  const strip = deflateSync(zeros(5000 * 5000 * 6), { level: 1 });
  const deepTiff = tiffSheet(5000, 5000, strip, { bits: 16, other: { [tiffTag.compression]: [8] } });
  return [
    ['PNG of 288 MB in a few kilobytes', deep, { size: [6000, 6000] }],
    ['PNG of 65,536 × 65,536', pngOf(pngHeader(65_536, 65_536), rows, pngPart('IEND')), tooLarge(/pixels/)],
    ['PNG of 2^31 a side', pngOf(pngHeader(2 ** 31 - 1, 2 ** 31 - 1), rows, pngPart('IEND')), unreadable()],
    [
      'PNG whose data goes on for 100 MB',
      pngOf(
        pngHeader(width, height),
        pngPart('IDAT', deflateSync(zeros(100_000_000), { level: 1 })),
        pngPart('IEND'),
      ),
      { ...same, rgb: zeros(rgb.length) },
    ],
    [
      'PNG with 100 MB of words in a few kilobytes',
      png(pngPart('zTXt', join('a\0\0', deflateSync(zeros(100_000_000), { level: 1 })))),
      same,
    ],
    ['JPEG of 65,500 × 65,500', patched(jpeg, frame + 5, [0xff, 0xdc, 0xff, 0xdc]), tooLarge(/pixels/)],
    ['JPEG of 1000 scans', scans, unreadable()],
    [
      'WebP of 16,383 × 16,383',
      patched(webp, 21, [0xfe, 0xbf, 0xff, ((webp[24] ?? 0) & 0xf0) | 0x0f]),
      tooLarge(/pixels/),
    ],
    ['BMP of 30,000 × 30,000', sizedBmp(30_000, 30_000), tooLarge(/pixels/)],
    ['BMP of 2^31 a side', sizedBmp(2 ** 31 - 1, -(2 ** 31)), tooLarge(/a side/)],
    ['TIFF of 150 MB in one short strip', tiffOf([deepTiff]), { size: [5000, 5000] }],
    ['TIFF of 50,000 × 50,000, sparse', tiffOf([tiffSheet(50_000, 50_000, rgb)]), tooLarge(/pixels/)],
    ['TIFF of 6000 × 6000 of which one strip is there', tiffOf([tiffSheet(6000, 6000, rgb)]), unreadable()],
    ['file of 64 MB and a byte', join(png(), zeros(64_000_001 - png().length)), tooLarge(/bytes/)],
    ['GIF of 65,535 × 65,535', join('GIF89a', [0xff, 0xff, 0xff, 0xff, 0, 0, 0]), unreadable(/mask only/)],
  ];
}

/** The last scan of a progressive JPEG, a thousand times. */
function jpegScans(jpeg: Uint8Array): Uint8Array {
  const starts = [...jpeg.keys()].filter((at) => jpeg[at] === 0xff && jpeg[at + 1] === 0xda);
  const last = jpeg.subarray(starts.at(-1), -2);
  return join(jpeg.subarray(0, -2), ...Array.from({ length: 1000 }, () => last), [0xff, 0xd9]);
}

function directories(): HostilePicture[] {
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

function pngs(): HostilePicture[] {
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

function strangers(): HostilePicture[] {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  const entities = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>';
  const link = '<image href="file:///etc/passwd"/>';
  const named: [string, string, RegExp][] = [
    ['SVG', svg, /SVG/],
    ['SVG with an XML head', `<?xml version="1.0"?>${svg}`, /SVG/],
    ['SVG with entities in entities', `${entities}${svg}`, /SVG/],
    ['SVG with a link to a file', svg.replace('/>', `>${link}</svg>`), /SVG/],
    ['SVG behind white space', `\n\n  ${svg}`, /SVG/],
    ['PDF', '%PDF-1.7\n1 0 obj', /PDF/],
    ['ZIP', 'PK\x03\x04', /ZIP/],
    ['AVIF', '\0\0\0\x1cftypavif', /AVIF/],
    ['HEIC', '\0\0\0\x1cftypheic', /HEIF/],
    ['JPEG XL', '\0\0\0\x0cJXL \r\n', /JPEG XL/],
    ['Y4M', 'YUV4MPEG2 W2 H2 F25:1\n', /Y4M/],
    ['GIF', 'GIF89a', /mask only/],
    ['PPM', 'P6 1 1 255 abc', /something else/],
    ['program', '\x7fELF\x02\x01', /something else/],
    ['Radiance', '#?RADIANCE\n', /something else/],
    ['FITS', 'SIMPLE  =                    T', /something else/],
    ['HTML', 'hello <b>there</b>', /something else/],
    ['words that begin as a BMP does', `BMW is a car. ${'x'.repeat(80)}`, /damaged BMP/],
    ['nothing', '', /empty/],
    ['one byte', 'x', /something else/],
  ];
  return named.map(([name, content, why]) => [name, text(content), unreadable(why)]);
}

/** More than a hundred files that hurt a careless reader, and some that only look as if they did; all made here, the same each time. */
export async function hostilePictures(): Promise<HostilePicture[]> {
  const jpeg = new Uint8Array(await picture().jpeg({ quality: 90, progressive: true }).toBuffer());
  const webp = new Uint8Array(await picture().webp({ lossless: true }).toBuffer());
  const twice = { width, height: 2 * height, channels: 3, pageHeight: height } as const;
  const moving = new Uint8Array(
    await sharp(join(rgb, zeros(rgb.length)), { raw: twice })
      .webp({ lossless: true })
      .toBuffer(),
  );
  const whole = { jpeg, png: png(), tiff: tiffOf([sheet]), webp, bmp: bmp() };
  const cut = Object.entries(whole).flatMap(([type, bytes]): HostilePicture[] =>
    [1, 2, Math.floor(bytes.length / 2), bytes.length - 12].map((less) => [
      `${type} that ends ${less} bytes early`,
      bytes.subarray(0, bytes.length - less),
      unreadable(),
    ]),
  );
  const onePixel = await Promise.all(
    (['png', 'tiff', 'webp', 'jpeg'] as const).map(async (type): Promise<HostilePicture> => {
      const dot = picture().extract({ left: 0, top: 0, width: 1, height: 1 });
      const bytes = await dot.toFormat(type, type === 'webp' ? { lossless: true } : {}).toBuffer();
      return [`${type} of one pixel`, new Uint8Array(bytes), { size: [1, 1] }];
    }),
  );
  const comment = join(
    [0xff, 0xd8],
    ...Array.from({ length: 200 }, () => join([0xff, 0xfe, 0xff, 0xff], zeros(65_533))),
  );
  return [
    ...orientations(),
    ...bombs(jpeg, webp),
    ...directories(),
    ...pngs(),
    ...strangers(),
    ...cut,
    ...onePixel,
    ['WebP that moves', moving, unreadable(/moving/)],
    ['bmp of one pixel', sizedBmp(1, 1), { size: [1, 1] }],
    ['BMP of no height', sizedBmp(6, 0), unreadable(/6 × 0/)],
    ['BMP of negative width', sizedBmp(-6, 4), unreadable(/-6 × 4/)],
    ['BMP whose rows run downward', sizedBmp(6, -4), { size: [6, 4] }],
    ['BMP in run lengths', patched(bmp(), 30, [1]), unreadable(/compression 1/)],
    ['BMP with a palette outside', patched(bmp(), 28, [8]), unreadable(/palette|cut short/)],
    ['JPEG with 13 MB of comments', join(comment, jpeg.subarray(2)), { size: [6, 4] }],
    ['JPEG with a PNG behind it', join(jpeg, png()), { size: [6, 4] }],
    [
      'JPEG with a script for a comment',
      join(jpeg.subarray(0, 2), [0xff, 0xfe, 0, 12], '<script/>*', jpeg.subarray(2)),
      { size: [6, 4] },
    ],
    [
      'JPEG of no height',
      patched(jpeg, jpeg.findIndex((b, i) => b === 0xff && jpeg[i + 1] === 0xc2) + 5, [0, 0]),
      unreadable(),
    ],
    ['JPEG behind a PDF', join('%PDF-1.4\n', jpeg), unreadable(/PDF/)],
  ];
}
