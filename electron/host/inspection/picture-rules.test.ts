import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import type { Frame, FrameColour, FrameLayout } from '../../../ml/image/frame.ts';
import { frameBytes } from '../../../ml/image/frame.ts';
import { createPreprocessor } from '../../../ml/image/preprocess.ts';
import type { ModelInput } from '../../../ml/package/manifest.ts';
import { imageLimits } from '../../contract/imaging.ts';
import { seeded } from '../seeded.fixture.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { pngHeader, pngOf, pngPart, pngRows, tiffOf, tiffSheet, tiffTag } from './picture-bytes.fixture.ts';
import { picture, rgb } from './picture.fixture.ts';
import { createPictures, type Unreadable } from './pictures.ts';

const platform = workersPlatform();
const pictures = createPictures(platform);
afterAll(() => platform.end());

const deepBytes = (...samples: number[]) => new Uint8Array(Uint16Array.from(samples).buffer);
const deepPng = (kind: number, width: number, samples: readonly number[]) =>
  pngOf(
    pngHeader(width, 1, 16, kind),
    pngRows(Uint8Array.from(samples.flatMap((sample) => [sample >> 8, sample & 255])), samples.length * 2),
    pngPart('IEND'),
  );

describe('16 bit become 8 by the rule that is named', () => {
  const grey = tiffOf([tiffSheet(4, 1, deepBytes(1000, 1255, 1510, 2020), { channels: 1, bits: 16 })]);
  test.each([
    ['full-range: the high byte', 'full-range', [3, 4, 5, 7]],
    // (v − 1000) · 255 / 1020
    ['min-max: from the darkest to the brightest', 'min-max', [0, 64, 128, 255]],
  ] as const)('%s', async (_, depth, levels) => {
    const got = await pictures.decode(grey, 0, depth);
    expect(got.depth).toBe(depth);
    expect([...got.frame.data]).toEqual(levels.flatMap((level) => [level, level, level]));
  });
  test('full-range unless said; min-max stretches all colours alike', async () => {
    const colours = deepPng(2, 2, [0, 300, 600, 900, 1200, 1530]);
    expect(await pictures.decode(colours)).toMatchObject({ depth: 'full-range' });
    // v · 255 / 1530
    expect([...(await pictures.decode(colours, 0, 'min-max')).frame.data]).toEqual([
      0, 50, 100, 150, 200, 255,
    ]);
  });
  test('transparency has no say in min-max, and a page of one value is black', async () => {
    const alpha = deepPng(4, 2, [100, 0, 610, 65_535]);
    expect([...(await pictures.decode(alpha, 0, 'min-max')).frame.data]).toEqual([0, 0, 0, 255, 255, 255]);
    const flat = deepPng(0, 2, [7000, 7000]);
    expect([...(await pictures.decode(flat, 0, 'min-max')).frame.data]).toEqual([0, 0, 0, 0, 0, 0]);
  });
  test('nothing is named where the file has 8', async () => {
    const eight = await pictures.decode(await picture().png().toBuffer(), 0, 'min-max');
    expect(eight.depth).toBeUndefined();
    expect([...eight.frame.data]).toEqual([...rgb]);
  });
});

describe('other colours than red, green and blue', () => {
  const inks = (photometric: number, channels: number, ...samples: number[]) =>
    tiffOf([
      tiffSheet(samples.length / channels, 1, Uint8Array.from(samples), {
        channels,
        other: { [tiffTag.photometric]: [photometric] },
      }),
    ]);
  const levels = async (file: Uint8Array) => [...(await pictures.decode(file)).frame.data];

  test('Lab of 16 bit: 32896 of 65535 is L* 50.2, which is level 119 of sRGB', async () => {
    const samples = deepBytes(65_535, 0, 0, 0, 0, 0, 32_896, 0, 0);
    const lab = { bits: 16, other: { [tiffTag.photometric]: [8] } };
    expect(await levels(tiffOf([tiffSheet(3, 1, samples, lab)]))).toEqual([
      ...[255, 255, 255],
      ...[0, 0, 0],
      ...[119, 119, 119],
    ]);
    await expect(levels(inks(8, 3, 255, 0, 0))).rejects.toThrow('Lab of 8 bit');
  });
  test('CMYK without a profile: printed inks on white paper', async () => {
    const got = await levels(inks(5, 4, 0, 0, 0, 0, 255, 255, 255, 255, 0, 255, 255, 0));
    expect(got.slice(0, 3)).toEqual([255, 255, 255]);
    expect(Math.max(...got.slice(3, 6))).toBeLessThan(10);
    const [red = 0, green = 0, blue = 0] = got.slice(6);
    expect(red).toBeGreaterThan(180);
    expect(Math.max(green, blue)).toBeLessThan(70);
  });
  test('white is zero: turned round', async () => {
    expect(await levels(inks(0, 1, 0, 255))).toEqual([255, 255, 255, 0, 0, 0]);
  });
});

describe('pages', () => {
  const dot = (...colour: number[]) => tiffSheet(1, 1, Uint8Array.from(colour));
  test('are pictures of their own, of any kind and size', async () => {
    const file = tiffOf([
      dot(1, 2, 3),
      tiffSheet(2, 1, Uint8Array.from([9, 8]), { channels: 1 }),
      tiffSheet(1, 1, deepBytes(0x1234), { channels: 1, bits: 16 }),
    ]);
    const read = async (page: number) => {
      const { pages, frame, depth } = await pictures.decode(file, page);
      return [pages, frame.width, [...frame.data], depth];
    };
    expect(await read(0)).toEqual([3, 1, [1, 2, 3], undefined]);
    expect(await read(1)).toEqual([3, 2, [9, 9, 9, 8, 8, 8], undefined]);
    expect(await read(2)).toEqual([3, 1, [0x12, 0x12, 0x12], 'full-range']);
  });
  test('one that cannot be read does not hide the others', async () => {
    const float = tiffSheet(1, 1, new Uint8Array(4), {
      channels: 1,
      bits: 32,
      other: { [tiffTag.sampleFormat]: [3] },
    });
    const file = tiffOf([float, dot(4, 5, 6)]);
    await expect(pictures.decode(file)).rejects.toMatchObject({ reason: 'unreadable-image', pages: 2 });
    expect([...(await pictures.decode(file, 1)).frame.data]).toEqual([4, 5, 6]);
    await expect(pictures.decode(file, 2)).rejects.toThrow('no page 3, it has 2');
  });
  test('the last of 200 comes as directly as the first', async () => {
    const file = tiffOf(Array.from({ length: 200 }, (_, page) => dot(page, 0, 0)));
    expect([...(await pictures.decode(file, 199)).frame.data]).toEqual([199, 0, 0]);
  });
});

describe('a mask is the numbers a file holds', () => {
  test('of a GIF', async () => {
    const levels = Uint8Array.from([0, 255, 0, 255, 255, 0]);
    const file = await sharp(levels, { raw: { width: 3, height: 2, channels: 1 } })
      .gif()
      .toBuffer();
    const mask = await pictures.decodeMask(file);
    const first = [...mask.data].filter((_, index) => index % mask.channels === 0);
    expect({ ...mask, channels: 1, data: first }).toEqual({
      type: 'gif',
      pages: 1,
      width: 3,
      height: 2,
      channels: 1,
      bits: 8,
      data: [...levels],
    });
  });
  test('of 16 bit, page by page: instances stay apart', async () => {
    const page = (...samples: number[]) => tiffSheet(2, 1, deepBytes(...samples), { channels: 1, bits: 16 });
    const mask = await pictures.decodeMask(tiffOf([page(0, 1), page(257, 40_000)]), 1);
    expect(mask).toMatchObject({ type: 'tiff', pages: 2, width: 2, height: 1, channels: 1, bits: 16 });
    expect([...mask.data]).toEqual([1, 1, 0x40, 0x9c]);
  });
  test('of a palette: its colours, without transparency', async () => {
    const palette = pngPart('PLTE', [0, 0, 0, 224, 224, 192, 128, 0, 0]);
    const clear = pngPart('tRNS', [0]);
    const file = pngOf(
      pngHeader(3, 1, 8, 3),
      palette,
      clear,
      pngRows(Uint8Array.of(0, 2, 1), 3),
      pngPart('IEND'),
    );
    const mask = await pictures.decodeMask(file);
    expect(mask).toMatchObject({ channels: 3, bits: 8 });
    expect([...mask.data]).toEqual([0, 0, 0, 128, 0, 0, 224, 224, 192]);
  });
  test('what is no mask is refused as any picture is', async () => {
    await expect(pictures.decodeMask(new TextEncoder().encode('<svg/>'))).rejects.toMatchObject({
      reason: 'unreadable-image',
    });
    const gif = new Uint8Array(await picture().gif().toBuffer());
    const twice = { width: 1, height: 2, channels: 3, pageHeight: 1 } as const;
    const moving = await sharp(Uint8Array.from([0, 0, 0, 255, 255, 255]), { raw: twice })
      .gif()
      .toBuffer();
    await expect(pictures.decodeMask(gif.subarray(0, -20))).rejects.toMatchObject({
      reason: 'unreadable-image',
    });
    await expect(pictures.decodeMask(moving)).rejects.toThrow('a moving picture');
  });
});

describe('limits are kept by ending the worker', () => {
  const file = () => picture().png().toBuffer();
  test.each([
    ['time', { ms: 0, memoryBytes: imageLimits.memoryBytes }, /longer than 0 ms/],
    ['memory', { ms: imageLimits.ms, memoryBytes: 1_000_000 }, /allowed 1000000/],
  ])('%s', async (_, limits, why) => {
    const own = workersPlatform();
    const strict = createPictures(own, limits);
    // Large enough to be still at work when its memory is looked at.
    const large = await sharp({ create: { width: 6000, height: 6000, channels: 3, background: '#123' } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    // Never the picture itself: a failing test would print its pixels.
    const outcome = await strict.decode(large).then(
      () => 'read',
      ({ reason, message }: Unreadable) => `${reason}: ${message}`,
    );
    expect(outcome).toMatch(/^unreadable-image/);
    expect(outcome).toMatch(why);
    expect(await own.started[0]?.exited).toBe('SIGKILL');
    // The next file meets a new worker.
    await strict.decode(await file()).catch(() => undefined);
    expect(own.started.length).toBe(2);
    own.end();
  });
  test('of bytes: a file past them is not even sent', async () => {
    const own = workersPlatform();
    const none = createPictures(own);
    const large = new Uint8Array(imageLimits.bytes + 1);
    await expect(none.decode(large)).rejects.toMatchObject({ reason: 'too-large' });
    expect(own.started.length).toBe(0);
  });
});

describe('a picture that is imported is judged as if a camera had taken it', () => {
  const [width, height] = [53, 31];
  const input: ModelInput = {
    tensor: 'images',
    width: 24,
    height: 16,
    channels: 3,
    fit: 'letterbox',
    place: 'centre',
    kernel: 'cv2-linear/u8',
    colour: 'bgr',
    padding: 114,
    scale: 1,
    mean: [0],
    std: [1],
    layout: 'nchw',
  };
  const taken: [FrameLayout, FrameColour][] = [
    ['i420', { matrix: 'bt601', range: 'limited' }],
    ['i420', { matrix: 'bt601', range: 'full' }],
    ['i420', { matrix: 'bt709', range: 'limited' }],
    ['grey', { matrix: 'bt601', range: 'full' }],
  ];
  test.each(taken)('%s %o', async (layout, colour) => {
    const chance = seeded(41);
    const data = Uint8Array.from({ length: frameBytes(layout, width, height) }, () => chance() * 256);
    const frame: Frame = { width, height, layout, colour, data };
    const { frame: imported } = await pictures.decode(await pictures.encode(frame, 'png'));
    for (const kernel of ['cv2-linear/u8', 'pil-bilinear/u8', 'pil12-bilinear/u8', 'area/u8'] as const) {
      const tensorOf = (of: Frame) => {
        const preprocessor = createPreprocessor({ ...input, kernel });
        preprocessor.run(of);
        return preprocessor.tensor.slice();
      };
      expect(tensorOf(imported)).toEqual(tensorOf(frame));
    }
  });
});
