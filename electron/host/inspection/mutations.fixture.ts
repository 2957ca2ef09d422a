import sharp, { type Sharp } from 'sharp';
import { seeded } from '../seeded.fixture.ts';
import { join } from './picture-bytes.fixture.ts';

/** One kind of damage: what is left of the bytes. `chance` gives 0 to below 1. */
type Damage = (bytes: Uint8Array, chance: () => number) => Uint8Array;

const whole = (chance: () => number, below: number) => Math.floor(chance() * below);
const few = (bytes: Uint8Array, chance: () => number) => 1 + whole(chance, Math.min(64, bytes.length - 1));
const noise = (chance: () => number, length: number) => Uint8Array.from({ length }, () => whole(chance, 256));

const telling = [0, 1, 0x7f, 0x80, 0xff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

const damages: readonly Damage[] = [
  function flipBit(bytes, chance) {
    const copy = Uint8Array.from(bytes);
    const at = whole(chance, bytes.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << whole(chance, 8));
    return copy;
  },
  function setBytes(bytes, chance) {
    const copy = Uint8Array.from(bytes);
    for (let i = few(bytes, chance); i > 0; i -= 1) copy[whole(chance, bytes.length)] = whole(chance, 256);
    return copy;
  },
  function overwrite(bytes, chance) {
    const length = few(bytes, chance);
    const copy = Uint8Array.from(bytes);
    copy.set(noise(chance, length), whole(chance, bytes.length - length));
    return copy;
  },
  // The first bytes say what a file is, and lie best.
  function lieInHeader(bytes, chance) {
    const copy = Uint8Array.from(bytes);
    const at = whole(chance, Math.min(256, bytes.length - 4));
    const value = telling[whole(chance, telling.length)] ?? 0;
    new DataView(copy.buffer).setUint32(at, value, chance() < 0.5);
    return copy;
  },
  function cut(bytes, chance) {
    return bytes.slice(0, whole(chance, bytes.length));
  },
  function remove(bytes, chance) {
    const at = whole(chance, bytes.length);
    return join(bytes.subarray(0, at), bytes.subarray(at + few(bytes, chance)));
  },
  function insert(bytes, chance) {
    const at = whole(chance, bytes.length);
    return join(bytes.subarray(0, at), noise(chance, few(bytes, chance)), bytes.subarray(at));
  },
  function repeat(bytes, chance) {
    const at = whole(chance, bytes.length);
    return join(bytes.subarray(0, at + few(bytes, chance)), bytes.subarray(at));
  },
];

/** The `index`th damaged copy of a file: the same each time. */
export function mutation(bytes: Uint8Array, index: number): Uint8Array {
  const chance = seeded(0x4c6f7570 + index);
  const damage = damages[index % damages.length];
  if (damage === undefined) throw new Error('there is no such damage');
  return damage(bytes, chance);
}

const [width, height] = [48, 32];
const raw = { width, height, channels: 3 } as const;

/** Sound files, small enough to be damaged everywhere: a smooth picture with some noise, in every way of packing it. */
export async function soundFiles(): Promise<Readonly<Record<string, readonly Uint8Array[]>>> {
  const chance = seeded(7);
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const [x, y, c] = [Math.floor(i / 3) % width, Math.floor(i / (3 * width)), i % 3];
    return Math.min(255, 5 * x + (c === 1 ? 3 * y : y) + whole(chance, 24));
  });
  const picture = () => sharp(pixels, { raw });
  const bytesOf = async (file: Sharp) => new Uint8Array(await file.toBuffer());
  const all = (...files: Sharp[]) => Promise.all(files.map(bytesOf));
  return {
    jpeg: await all(
      picture().jpeg({ quality: 85 }),
      picture().jpeg({ quality: 85, progressive: true }),
      picture().withMetadata({ orientation: 6 }).jpeg({ quality: 60, chromaSubsampling: '4:4:4' }),
    ),
    png: await all(
      picture().png(),
      picture().png({ palette: true }),
      picture().withMetadata({ orientation: 6 }).toColourspace('rgb16').png({ progressive: true }),
    ),
    tiff: await all(
      picture().tiff({ compression: 'none' }),
      picture().tiff({ compression: 'lzw', predictor: 'horizontal' }),
      picture().tiff({ compression: 'deflate' }),
    ),
    webp: await all(picture().webp({ lossless: true }), picture().webp({ quality: 80 })),
    bmp: [bitmap(pixels)],
    gif: await all(picture().gif(), picture().greyscale().gif({ colours: 4 })),
  };
}

/** 24 bit, rows downward. */
function bitmap(pixels: Uint8Array): Uint8Array {
  const header = new Uint8Array(54);
  const view = new DataView(header.buffer);
  header.set([0x42, 0x4d]);
  view.setUint32(2, 54 + pixels.length, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, -height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  return join(
    header,
    pixels.map((_, i) => pixels[i - (i % 3) + 2 - (i % 3)] ?? 0),
  );
}
