import { afterAll, describe, expect, test } from 'vitest';
import { bmp, height, picture, rgb, width } from './picture.fixture.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { createPictures } from './pictures.ts';

const platform = workersPlatform();
const pictures = createPictures(platform);
afterAll(() => platform.end());

const colour = { matrix: 'bt601', range: 'full' } as const;
const frame: Frame = { width, height, layout: 'rgb', colour, data: rgb };
const bytesOf = (data: Uint8Array) => [...data];

describe('pictures, through the real image worker', () => {
  test.each([
    ['png', () => picture().png().toBuffer()],
    ['tiff', () => picture().tiff({ compression: 'lzw' }).toBuffer()],
    ['webp', () => picture().webp({ lossless: true }).toBuffer()],
    ['bmp', () => Promise.resolve(bmp())],
    ['png', () => picture().ensureAlpha(0.5).png().toBuffer()],
  ] as const)('%s gives the pixels exactly', async (type, file) => {
    const got = await pictures.decode(await file());
    expect({ ...got, frame: { ...got.frame, data: bytesOf(got.frame.data) } }).toEqual({
      type,
      pages: 1,
      frame: { ...frame, data: bytesOf(rgb) },
    });
  });

  test('EXIF orientation is applied once', async () => {
    const turned = await picture()
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { frame: upright } = await pictures.decode(turned);
    expect([upright.width, upright.height]).toEqual([height, width]);
    // A quarter turn clockwise: what was at the lower left (index 18, red 180) comes to the upper left.
    expect(Math.abs((upright.data[0] ?? 0) - 180)).toBeLessThan(12);
  });

  test('what is no picture is refused with its reason', async () => {
    const png = await picture().png().toBuffer();
    const wide = await picture().resize(7000, 6000, { kernel: 'nearest' }).png().toBuffer();
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const reasonOf = (bytes: Uint8Array, page?: number) =>
      pictures.decode(bytes, page).then(
        () => 'read',
        (error: { reason: string }) => error.reason,
      );
    expect(await reasonOf(png.subarray(0, -30))).toBe('unreadable-image');
    expect(await reasonOf(bmp().subarray(0, -1))).toBe('unreadable-image');
    expect(await reasonOf(new Uint8Array(0))).toBe('unreadable-image');
    expect(await reasonOf(svg)).toBe('unreadable-image');
    expect(await reasonOf(await picture().gif().toBuffer())).toBe('unreadable-image');
    expect(await reasonOf(png, 1)).toBe('unreadable-image');
    expect(await reasonOf(wide)).toBe('too-large');
    expect(await reasonOf(png)).toBe('read');
  });

  test('a PNG of a frame is the frame; a JPEG is as wide as asked', async () => {
    const { frame: again } = await pictures.decode(await pictures.encode(frame, 'png'));
    expect(bytesOf(again.data)).toEqual(bytesOf(rgb));
    const small = await pictures.decode(await pictures.encode(frame, 'jpeg', 3));
    expect([small.type, small.frame.width, small.frame.height]).toEqual(['jpeg', 3, 2]);
  });

  test('after its worker is killed the next picture is read by a new one', async () => {
    const png = await picture().png().toBuffer();
    await pictures.decode(png);
    const lost = pictures.decode(png);
    platform.started.at(-1)?.kill();
    await lost.catch((error: { reason: string }) => expect(error.reason).toBe('unreadable-image'));
    expect((await pictures.decode(png)).frame.width).toBe(width);
  });
});
