import { describe, expect, test } from 'vitest';
import { createRandom } from '../demo/random.ts';
import { alter } from './alter.ts';
import { augment, drawMove, moveBox, moveMask, movePixels, type Move } from './augment.ts';
import { augmentationSchema, type Augmentation } from './augmentation.ts';
import { jpegBlocks } from './jpeg-blocks.ts';

const picture = { width: 16, height: 16, channels: 1 };
const pixels = Uint8Array.from({ length: 256 }, (_, i) => (i * 37) % 251);
const settings = (given: object): Augmentation => augmentationSchema.parse(given);
const moved = (move: Move) => {
  const into = new Float32Array(256);
  movePixels(pixels, picture, move, into);
  return into;
};
const at = (values: ArrayLike<number>, x: number, y: number) => values[y * 16 + x];
const certainly = (given: object) => drawMove(settings(given), picture, createRandom(3));

describe('moves', () => {
  test('nothing asked, nothing changed', () => {
    const into = new Float32Array(256);
    augment(pixels, picture, settings({}), createRandom(1), into);
    expect([...into]).toEqual([...pixels]);
  });
  test('a mirror image', () => {
    const flipped = moved(certainly({ mirror: { horizontal: 1 } }));
    expect([at(flipped, 0, 5), at(flipped, 15, 5)]).toEqual([at(pixels, 15, 5), at(pixels, 0, 5)]);
    const upside = moved(certainly({ mirror: { vertical: 1 } }));
    expect([at(upside, 3, 0), at(upside, 3, 15)]).toEqual([at(pixels, 3, 15), at(pixels, 3, 0)]);
  });
  test('a quarter turn moves every pixel to its place', () => {
    const turned = moved([0, -1, 15, 1, 0, 0]);
    expect([at(turned, 0, 0), at(turned, 0, 15), at(turned, 15, 15)]).toEqual([
      at(pixels, 15, 0),
      at(pixels, 0, 0),
      at(pixels, 0, 15),
    ]);
  });
  test('what comes from outside is mirrored at the border', () => {
    const shifted = moved([1, 0, -3, 0, 1, 0]);
    expect([0, 1, 2, 3].map((x) => at(shifted, x, 7))).toEqual([3, 2, 1, 0].map((x) => at(pixels, x, 7)));
  });
  test('boxes and masks go where their pixels go', () => {
    const mask = Uint8Array.from({ length: 256 }, (_, i) => {
      const [x, y] = [i % 16, i >> 4];
      return x >= 4 && x < 8 && y >= 5 && y < 7 ? 3 : 0;
    });
    for (const given of [
      { mirror: { horizontal: 1, vertical: 1 } },
      { shift: { share: 0.2 } },
      { scale: { share: 0.3 } },
    ]) {
      const move = certainly(given);
      const places = [...moveMask(mask, picture, move).keys()].filter(
        (i) => moveMask(mask, picture, move)[i] === 3,
      );
      const [xs, ys] = [places.map((i) => i % 16), places.map((i) => i >> 4)];
      const [x, y, width, height] = moveBox([4, 5, 4, 2], picture, move)!;
      expect(Math.abs(x - Math.min(...xs))).toBeLessThan(1);
      expect(Math.abs(y - Math.min(...ys))).toBeLessThan(1);
      expect(Math.abs(x + width - Math.max(...xs) - 1)).toBeLessThan(1);
      expect(Math.abs(y + height - Math.max(...ys) - 1)).toBeLessThan(1);
    }
    expect(moveBox([4, 5, 4, 2], picture, [1, 0, 0, 0, 1, 0])).toEqual([4, 5, 4, 2]);
  });
  test('a box of which little is left is dropped, one that is cut ends at the border', () => {
    expect(moveBox([0, 0, 10, 10], picture, [1, 0, 7, 0, 1, 0])).toBeNull();
    expect(moveBox([0, 0, 10, 10], picture, [1, 0, 4, 0, 1, 0])).toEqual([0, 0, 6, 10]);
  });
  test('a probability of 0 is never, and turns stay within their range', () => {
    const still = certainly({ rotation: { probability: 0, degrees: 180 } });
    expect(still.map(Math.abs)).toEqual([1, 0, 0, 0, 1, 0]);
    for (let seed = 0; seed < 50; seed++) {
      const [a, , , d] = drawMove(settings({ rotation: { degrees: 15 } }), picture, createRandom(seed));
      expect(Math.abs(Math.atan2(d, a))).toBeLessThanOrEqual((15 * Math.PI) / 180);
    }
  });
});

describe('levels', () => {
  const altered = (given: object, seed = 4) => {
    const values = Float32Array.from(pixels);
    alter(values, picture, settings(given), createRandom(seed));
    return values;
  };
  const mean = (values: ArrayLike<number>) =>
    Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  test.each([
    ['brightness', { brightness: { levels: 40 } }],
    ['contrast', { contrast: { share: 0.4 } }],
    ['colour', { colour: { share: 0.4 } }],
    ['blur', { blur: { deviation: 2 } }],
    ['noise', { noise: { levels: 30 } }],
    ['salt and pepper', { saltAndPepper: { share: 0.5 } }],
    ['jpeg', { jpeg: { quality: 10 } }],
  ])('%s changes a picture, the same way for the same seed, and stays within 0 and 255', (_, given) => {
    const values = altered(given);
    expect([...values]).not.toEqual([...pixels]);
    expect([...altered(given)]).toEqual([...values]);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(255);
  });
  test('brightness adds one number everywhere', () => {
    const middle = new Float32Array(256).fill(128);
    alter(middle, picture, settings({ brightness: { levels: 40 } }), createRandom(4));
    expect(new Set(middle).size).toBe(1);
    expect(Math.abs(middle[0]! - 128)).toBeLessThanOrEqual(40);
  });
  test('blur keeps the mean of a picture that is plain at its border', () => {
    const spot = new Float32Array(256);
    spot[8 * 16 + 8] = 200;
    alter(spot, picture, settings({ blur: { deviation: 1 } }), createRandom(4));
    expect(mean(spot)).toBeCloseTo(200 / 256, 3);
    expect(spot[8 * 16 + 8]).toBeLessThan(199);
  });
  test('noise has the deviation it was drawn with', () => {
    const grey = new Float32Array(256).fill(128);
    alter(grey, picture, settings({ noise: { levels: 30 } }), createRandom(4));
    const deviation = Math.sqrt(mean(grey.map((value) => (value - 128) ** 2)));
    expect(deviation).toBeGreaterThan(1);
    expect(deviation).toBeLessThan(33);
  });
  test('JPEG: levels go in steps of the quality, and quality 100 only rounds', () => {
    const plain = new Float32Array(256).fill(96);
    jpegBlocks(plain, picture, 10);
    // (96 − 128) · 8 = −256 is −3 steps of 80, so 128 − 240 / 8.
    expect(new Set(plain)).toEqual(new Set([98]));
    const fine = Float32Array.from(pixels);
    jpegBlocks(fine, picture, 100);
    expect(Math.max(...fine.map((value, i) => Math.abs(value - pixels[i]!)))).toBeLessThanOrEqual(2);
  });
});
