import { expect, test } from 'vitest';
import { augmentationGrid, variedCopy, type Levels } from './augmentation-grid.ts';

const levels = (first: number): Levels => ({
  ...{ width: 2, height: 1, channels: 1 },
  pixels: Uint8Array.of(first, first + 1),
});
const brighter = { brightness: { probability: 1, levels: 40 } };

test('the same seed and place give the same copy, another place another, and nothing asked for nothing', () => {
  const picture: Levels = {
    ...{ width: 8, height: 8, channels: 1 },
    pixels: Uint8Array.from({ length: 64 }, (_, i) => i * 4),
  };
  const noise = { noise: { probability: 1, levels: 40 } };
  expect(variedCopy(picture, noise, 7, 0)).toEqual(variedCopy(picture, noise, 7, 0));
  expect(variedCopy(picture, noise, 7, 0)).not.toEqual(variedCopy(picture, noise, 7, 1));
  expect(variedCopy(picture, {}, 7, 0)).toEqual(picture);
});

test('originals stand above their copies, white between them', () => {
  const { width, height, layout, data } = augmentationGrid([levels(10), levels(20)], {}, 1);
  expect([width, height, layout]).toEqual([5, 3, 'grey']);
  const row = [10, 11, 255, 20, 21];
  expect([...data]).toEqual([...row, 255, 255, 255, 255, 255, ...row]);
});

test('copies are those of their places, in colour too', () => {
  const colour: Levels = { width: 1, height: 1, channels: 3, pixels: Uint8Array.of(100, 110, 120) };
  const { data, layout, width } = augmentationGrid([colour, colour], brighter, 7);
  expect([layout, width]).toEqual(['rgb', 3]);
  const below = data.subarray(3 * 3 * 2);
  expect([...below.subarray(0, 3)]).toEqual([...variedCopy(colour, brighter, 7, 0).pixels]);
  expect([...below.subarray(6)]).toEqual([...variedCopy(colour, brighter, 7, 1).pixels]);
  expect([...below.subarray(0, 3)]).not.toEqual([...colour.pixels]);
});
