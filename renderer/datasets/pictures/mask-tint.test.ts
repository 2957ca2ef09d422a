import { expect, test } from 'vitest';
import { tintMask } from './mask-tint.ts';

test('inside is tinted, the edge is black beside white, the rest is clear', () => {
  const width = 5;
  const rgba = new Uint8ClampedArray(4 * width * width);
  for (let i = 0; i < width * width; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    rgba.set([x > 0 && x < 4 && y > 0 && y < 4 ? 1 : 0, 0, 0, 255], 4 * i);
  }
  tintMask(rgba, width, 0, [1, 2, 3]);
  const at = (x: number, y: number) => [...rgba.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
  expect(at(2, 2)).toEqual([1, 2, 3, 110]);
  expect(at(1, 1)).toEqual([0, 0, 0, 255]);
  expect(at(1, 0)).toEqual([255, 255, 255, 255]);
  expect(at(0, 0)).toEqual([0, 0, 0, 0]);
});

test('a row does not run into the next one; values up to the threshold are background', () => {
  const rgba = new Uint8ClampedArray([0, 0, 0, 255, 200, 0, 0, 255, 120, 0, 0, 255, 0, 0, 0, 255]);
  tintMask(rgba, 2, 127, [1, 2, 3]);
  expect([...rgba.subarray(8, 12)]).toEqual([0, 0, 0, 0]);
  expect([...rgba.subarray(4, 8)]).toEqual([0, 0, 0, 255]);
});
