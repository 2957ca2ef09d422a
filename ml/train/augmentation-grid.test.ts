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

test('originals stand above their copies, four white pixels apart', () => {
  const { width, height, layout, data } = augmentationGrid([levels(10), levels(20)], {}, 1);
  expect([width, height, layout]).toEqual([8, 6, 'grey']);
  const white = [255, 255, 255, 255];
  const row = [10, 11, ...white, 20, 21];
  expect([...data.subarray(0, 8)]).toEqual(row);
  expect([...data.subarray(8, 40)].every((level) => level === 255)).toBe(true);
  expect([...data.subarray(40)]).toEqual(row);
});

test('copies are those of their places, in colour too', () => {
  const colour: Levels = { width: 1, height: 1, channels: 3, pixels: Uint8Array.of(100, 110, 120) };
  const { data, layout, width } = augmentationGrid([colour, colour], brighter, 7);
  expect([layout, width]).toEqual(['rgb', 6]);
  const below = data.subarray(3 * 6 * 5);
  expect([...below.subarray(0, 3)]).toEqual([...variedCopy(colour, brighter, 7, 0).pixels]);
  expect([...below.subarray(15)]).toEqual([...variedCopy(colour, brighter, 7, 1).pixels]);
  expect([...below.subarray(0, 3)]).not.toEqual([...colour.pixels]);
});
