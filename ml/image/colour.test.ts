import { describe, expect, test } from 'vitest';
import { coefficientsOf, greyLevels, rgbaOf, rgbOf, rgbOfPixel } from './colour.ts';
import type { Frame, FrameColour } from './frame.ts';
import { noiseFrame } from './pixels.fixture.ts';

const colours: FrameColour[] = (['bt601', 'bt709'] as const).flatMap((matrix) =>
  (['limited', 'full'] as const).map((range) => ({ matrix, range })),
);

test('coefficients: the known ones of BT.601 and BT.709, times 8192', () => {
  expect(coefficientsOf({ matrix: 'bt601', range: 'limited' })).toEqual({
    offset: 16,
    luma: 9539, // 1.164
    redV: 13075, // 1.596
    greenU: 3209, // 0.392
    greenV: 6660, // 0.813
    blueU: 16525, // 2.017
  });
  expect(coefficientsOf({ matrix: 'bt709', range: 'full' })).toEqual({
    offset: 0,
    luma: 8192,
    redV: 12901, // 1.5748
    greenU: 1535, // 0.1873
    greenV: 3835, // 0.4681
    blueU: 15201, // 1.8556
  });
});

describe('known values', () => {
  // Y, U, V of the 100 % colour bars, from the standards' 8-bit tables
  test.each([
    ['bt601', 'white', [235, 128, 128], [255, 255, 255]],
    ['bt601', 'red', [81, 90, 240], [254, 0, 0]],
    ['bt601', 'green', [145, 54, 34], [0, 255, 1]],
    ['bt601', 'blue', [41, 240, 110], [0, 0, 255]],
    ['bt709', 'red', [63, 102, 240], [255, 1, 0]],
    ['bt709', 'green', [173, 42, 26], [0, 255, 1]],
    ['bt709', 'blue', [32, 240, 118], [1, 0, 255]],
  ] as const)('%s limited %s', (matrix, _name, [y, u, v], rgb) => {
    expect(rgbOfPixel(y, u, v, { matrix, range: 'limited' })).toEqual(rgb);
  });

  test('greys stay grey; full range takes Y as it is, limited range clips outside 16 to 235', () => {
    for (const colour of colours)
      for (let y = 0; y < 256; y++) {
        const level = greyLevels(colour.range)[y]!;
        expect(rgbOfPixel(y, 128, 128, colour)).toEqual([level, level, level]);
      }
    expect([...greyLevels('full')]).toEqual(Array.from({ length: 256 }, (_, y) => y));
    const limited = greyLevels('limited');
    expect([limited[0], limited[16], limited[17], limited[126], limited[235], limited[255]]).toEqual([
      0, 0, 1, 128, 255, 255,
    ]);
  });

  test('extremes clip', () => {
    expect(rgbOfPixel(255, 255, 255, { matrix: 'bt601', range: 'limited' })).toEqual([255, 125, 255]);
    expect(rgbOfPixel(0, 0, 0, { matrix: 'bt601', range: 'limited' })).toEqual([0, 136, 0]);
  });
});

test('at most 1 from the formula in real numbers, for every 5th Y, U and V', () => {
  for (const colour of colours) {
    const [red, blue] = colour.matrix === 'bt601' ? [0.299, 0.114] : [0.2126, 0.0722];
    const green = 1 - red - blue;
    const [offset, yScale, cScale] = colour.range === 'limited' ? [16, 219, 224] : [0, 255, 255];
    let worst = 0;
    for (let y = 0; y < 256; y += 5)
      for (let u = 0; u < 256; u += 5)
        for (let v = 0; v < 256; v += 5) {
          const luma = (y - offset) / yScale;
          const r = luma + (2 * (1 - red) * (v - 128)) / cScale;
          const b = luma + (2 * (1 - blue) * (u - 128)) / cScale;
          const g = (luma - red * r - blue * b) / green;
          const real = [r, g, b].map((value) => Math.min(255, Math.max(0, 255 * value)));
          rgbOfPixel(y, u, v, colour).forEach(
            (value, i) => (worst = Math.max(worst, Math.abs(value - real[i]!))),
          );
        }
    expect(worst).toBeLessThan(0.54);
  }
});

describe('frames', () => {
  test('each pixel takes the chroma of its 2 × 2 block, at odd sizes too', () => {
    for (const colour of colours) {
      const frame = noiseFrame('i420', 5, 3, 9, colour);
      const rgb = rgbOf(frame);
      for (let y = 0; y < 3; y++)
        for (let x = 0; x < 5; x++) {
          const chroma = (y >> 1) * 3 + (x >> 1);
          const [Y, U, V] = [frame.data[5 * y + x]!, frame.data[15 + chroma]!, frame.data[21 + chroma]!];
          expect([...rgb.subarray(3 * (5 * y + x), 3 * (5 * y + x) + 3)]).toEqual(
            rgbOfPixel(Y, U, V, colour),
          );
        }
    }
  });

  test('RGBA is RGB with opaque alpha, for every layout', () => {
    for (const layout of ['i420', 'grey', 'rgb'] as const) {
      const frame = noiseFrame(layout, 7, 5, 2);
      const rgb = rgbOf(frame);
      const expected = Array.from({ length: 35 }, (_, i) => [...rgb.subarray(3 * i, 3 * i + 3), 255]).flat();
      expect([...rgbaOf(frame)]).toEqual(expected);
    }
  });

  test('data of the wrong size is refused', () => {
    const frame: Frame = { ...noiseFrame('grey', 4, 4, 1), width: 5 };
    expect(() => rgbOf(frame)).toThrow('a 5 × 4 grey frame has 20 bytes, got 16');
    expect(() => rgbaOf({ ...frame, width: 0 })).toThrow(
      'a frame needs a width and height of at least 1 pixel, got 0 × 4',
    );
  });
});
