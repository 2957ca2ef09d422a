import { describe, expect, test } from 'vitest';
import type { Frame } from '../frame.ts';
import { centreOf } from '../luminance.ts';
import { exposureOf } from './exposure.ts';
import { focusOf } from './focus.ts';
import { greyOf } from './grey.ts';
import { histogramOf } from './histogram.ts';

const frame = (
  width: number,
  height: number,
  value: (x: number, y: number) => number,
  range: Frame['colour']['range'] = 'full',
): Frame => ({
  width,
  height,
  layout: 'grey',
  colour: { matrix: 'bt601', range },
  data: Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
});

describe('histogramOf', () => {
  test('counts each code', () => {
    const counts = histogramOf(frame(10, 8, (x) => 100 + x));
    expect(counts).toHaveLength(256);
    expect([counts[99], counts[100], counts[109], counts[110]]).toEqual([0, 8, 8, 0]);
    expect(
      histogramOf(
        frame(10, 8, (_, y) => y),
        4,
      ).slice(0, 6),
    ).toEqual(new Uint32Array([10, 0, 0, 0, 10, 0]));
  });

  test('takes Y of planes and the green of RGB', () => {
    const colour = { matrix: 'bt709', range: 'limited' } as const;
    const planes = new Uint8Array([7, 7, 7, 7, 200, 201]);
    expect(histogramOf({ width: 2, height: 2, layout: 'i420', colour, data: planes })[7]).toBe(4);
    const rgb = new Uint8Array([1, 50, 2, 3, 60, 4]);
    const counts = histogramOf({ width: 2, height: 1, layout: 'rgb', colour, data: rgb });
    expect([counts[50], counts[60], counts[1]]).toEqual([1, 1, 0]);
  });
});

test('exposureOf: shares within two codes of black and of white, whichever the range is', () => {
  const full = [0, 2, 3, 252, 253, 255, 90, 90];
  expect(exposureOf(frame(8, 8, (x) => full[x]!))).toEqual({ low: 2 / 8, high: 2 / 8 });
  const limited = [0, 16, 18, 19, 232, 233, 235, 254];
  expect(exposureOf(frame(8, 8, (x) => limited[x]!, 'limited'))).toEqual({ low: 3 / 8, high: 3 / 8 });
});

describe('greyOf', () => {
  test('is the mean of the area alone', () => {
    const picture = frame(20, 20, (x, y) => (x >= 4 && x < 12 && y >= 6 && y < 14 ? 100 + (x % 2) : 7));
    expect(greyOf(picture, [4, 6, 8, 8])).toBe(100.5);
  });
  test('an area that is not all within the frame is refused', () => {
    expect(() =>
      greyOf(
        frame(20, 20, () => 1),
        [13, 0, 8, 8],
      ),
    ).toThrow('the area 13, 0, 8, 8 is not within 20 × 20 pixels');
  });
});

describe('focusOf', () => {
  const whole = [0, 0, 16, 16] as const;
  test('nothing to focus on is 0, a slope too', () => {
    expect(
      focusOf(
        frame(16, 16, () => 80),
        whole,
      ),
    ).toBe(0);
    expect(
      focusOf(
        frame(16, 16, (x, y) => 3 * x + 5 * y),
        whole,
      ),
    ).toBe(0);
  });
  test('a chessboard of one pixel has a Laplacian of ± 4 times its step', () => {
    expect(
      focusOf(
        frame(16, 16, (x, y) => 100 + 10 * ((x + y) % 2)),
        whole,
      ),
    ).toBe(1600);
  });
  test('an edge that is spread over more pixels measures less', () => {
    const edge = (spread: number) =>
      focusOf(
        frame(16, 16, (x) => 40 + 120 * Math.min(1, Math.max(0, (x - 6) / spread))),
        whole,
      );
    // Two of the 14 columns have a Laplacian of ± 120 / spread.
    expect([1, 2, 4].map(edge)).toEqual([(2 * 120 ** 2) / 14, (2 * 60 ** 2) / 14, (2 * 30 ** 2) / 14]);
  });
  test('of a large area every n-th row is read', () => {
    const rows = frame(400, 400, (x, y) => (y % 3 === 1 ? 100 + 10 * (x % 2) : 100));
    // 160,000 pixels: every third row, all of the kind with the pattern: Laplacian −40 or +20 … by column.
    expect(focusOf(rows, [0, 0, 400, 400])).toBe(900);
  });
  test('an area too small for a neighbourhood is refused', () => {
    expect(() =>
      focusOf(
        frame(16, 16, () => 1),
        [0, 0, 2, 9],
      ),
    ).toThrow('3 × 3');
  });
});

test('centreOf', () => {
  expect(centreOf({ width: 1920, height: 1080 })).toEqual([480, 270, 960, 540]);
  expect(centreOf({ width: 5, height: 3 })).toEqual([1, 1, 2, 1]);
});
