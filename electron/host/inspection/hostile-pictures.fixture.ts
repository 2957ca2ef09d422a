import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import {
  png,
  rows,
  same,
  sheet,
  text,
  tooLarge,
  unreadable,
  zeros,
  type HostilePicture,
} from './hostile-outcome.fixture.ts';
import { hostilePngs } from './hostile-pngs.fixture.ts';
import { hostileTiffs } from './hostile-tiffs.fixture.ts';
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
} from './picture-bytes.fixture.ts';

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
    ...hostileTiffs(),
    ...hostilePngs(),
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
