import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkJpeg } from './jpeg.ts';
import { readScan } from './jpeg-scan.ts';

/** A picture with something in every block. */
const picture = (width: number, height: number) => {
  let state = 7;
  const data = Uint8Array.from(
    { length: 3 * width * height },
    (_, i) => 2 * (Math.floor(i / 3) % width) + ((state = (state * 48271) % 2147483647) % 60),
  );
  return sharp(data, { raw: { width, height, channels: 3 } });
};
const jpeg = async (width: number, height: number, kind: (typeof kinds)[number] = '4:4:4') => {
  const image = picture(width, height);
  const file =
    kind === 'grey'
      ? image.greyscale().jpeg()
      : kind === 'CMYK'
        ? image.toColourspace('cmyk').jpeg()
        : image.jpeg({ chromaSubsampling: kind });
  return new Uint8Array(await file.toBuffer());
};
const kinds = ['4:4:4', '4:2:0', 'grey', 'CMYK'] as const;
const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../host/inspection/fixtures/pillow/${name}.jpg`, import.meta.url)));
const refusal = (bytes: Uint8Array) => {
  try {
    checkJpeg(bytes);
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};
const end = [0xff, 0xd9];

describe.each(kinds)('%s', (kind) => {
  test('sound files of 1 to 40 pixels a side are walked to their end', async () => {
    for (const [width, height] of [1, 7, 8, 9, 16, 17, 40].flatMap((side) => [
      [side, 23],
      [33, side],
    ]) as [number, number][]) {
      const bytes = await jpeg(width, height, kind);
      expect(readScan(bytes)?.start, `${width} × ${height}`).toBeGreaterThan(0);
      expect(refusal(bytes), `${width} × ${height}`).toBe('none');
    }
  });

  test('bytes that are missing or too many before the end, wherever libvips looks', async () => {
    const bytes = await jpeg(40, 40, kind);
    const body = bytes.subarray(0, -2);
    expect(refusal(body)).toBe('none');
    for (const missing of [2, 3, 5, 10])
      expect(refusal(Uint8Array.from([...body.subarray(0, -missing), ...end]))).toMatch(
        /ends before its last block|means nothing|left over/,
      );
    expect(refusal(Uint8Array.from([...body, 0, ...end]))).toMatch(/left over/);
    // Filling 0xFF before a marker are no data.
    expect(refusal(Uint8Array.from([...body, 0xff, 0xff, ...end]))).toBe('none');
    expect(refusal(Uint8Array.from([...bytes, 1, 2, 3]))).toBe('none');
  });
});

test('a code that no table holds, in the last row of blocks', async () => {
  const bytes = Uint8Array.from(await jpeg(40, 40));
  bytes.fill(0xfe, -20, -2);
  expect(refusal(bytes)).toMatch(/means nothing|more than 64 values/);
});

test('restart markers: each in its turn, and the codes between them on their own', () => {
  const bytes = fixture('restarts');
  const scan = readScan(bytes)!;
  expect(scan.restart).toBeGreaterThan(0);
  expect(refusal(bytes)).toBe('none');
  const first = bytes.findIndex((byte, at) => at > scan.start && byte === 0xff && bytes[at + 1] === 0xd0);
  const swapped = Uint8Array.from(bytes);
  swapped[first + 1] = 0xd5;
  expect(refusal(swapped)).toMatch(/restart marker/);
  const shortened = Uint8Array.from([...bytes.subarray(0, first - 1), ...bytes.subarray(first)]);
  expect(refusal(shortened)).toMatch(/ends before its last block|means nothing|left over/);
});

test('what is read whole before warnings are asked for, or has no tables, is left to libjpeg', () => {
  expect(readScan(fixture('progressive'))).toBeNull();
  expect(refusal(fixture('progressive').subarray(0, -40))).toBe('none');
  const bytes = fixture('444');
  for (let length = 0; length < bytes.length; length += 1) {
    const cut = bytes.subarray(0, length);
    const scan = readScan(cut);
    if (scan === null) expect(refusal(cut)).toBe('none');
    else expect([scan.start <= length, refusal(cut) === 'none']).toEqual([true, length >= bytes.length - 2]);
  }
});
