import { expect, test } from 'vitest';
import { levelsOf, rgbaOfLevels, varied } from './vary.ts';

const rgba = Uint8ClampedArray.from([255, 0, 0, 255, 10, 20, 30, 255]);
const size = { width: 2, height: 1 };

test('a screen’s pixels as the network’s levels, and back', () => {
  const grey = levelsOf(rgba, { ...size, channels: 1 });
  expect([...grey.pixels]).toEqual([76, 18]);
  expect([...rgbaOfLevels(grey)]).toEqual([76, 76, 76, 255, 18, 18, 18, 255]);
  const colour = levelsOf(rgba, { ...size, channels: 3 });
  expect([...rgbaOfLevels(colour)]).toEqual([...rgba]);
});

test('the same seed and place give the same copy, another place another, and nothing asked for nothing', () => {
  const levels = {
    ...{ width: 8, height: 8, channels: 1 },
    pixels: Uint8Array.from({ length: 64 }, (_, i) => i * 4),
  };
  const noise = { noise: { probability: 1, levels: 40 } };
  expect(varied(levels, noise, 7, 0)).toEqual(varied(levels, noise, 7, 0));
  expect(varied(levels, noise, 7, 0)).not.toEqual(varied(levels, noise, 7, 1));
  expect(varied(levels, {}, 7, 0)).toEqual(levels);
});
