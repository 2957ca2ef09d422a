import { expect, test } from 'vitest';
import { levelsOf, rgbaOfLevels } from './vary.ts';

const rgba = Uint8ClampedArray.from([255, 0, 0, 255, 10, 20, 30, 255]);
const size = { width: 2, height: 1 };

test('a screen’s pixels as the network’s levels, and back', () => {
  const grey = levelsOf(rgba, { ...size, channels: 1 });
  expect([...grey.pixels]).toEqual([76, 18]);
  expect([...rgbaOfLevels(grey)]).toEqual([76, 76, 76, 255, 18, 18, 18, 255]);
  const colour = levelsOf(rgba, { ...size, channels: 3 });
  expect([...rgbaOfLevels(colour)]).toEqual([...rgba]);
});
