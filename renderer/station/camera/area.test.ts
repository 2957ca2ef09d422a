import { expect, test } from 'vitest';
import { areaBetween, movedArea } from './area.ts';

const picture = { width: 640, height: 480 };

test('an area between two corners, whichever came first, never outside', () => {
  expect(areaBetween([10.4, 20.6], [110, 70], picture)).toEqual([10, 21, 100, 49]);
  expect(areaBetween([110, 70], [10, 20], picture)).toEqual([10, 20, 100, 50]);
  expect(areaBetween([630, 470], [900, 900], picture)).toEqual([630, 470, 10, 10]);
  expect(areaBetween([5, 5], [5, 5], picture)).toEqual([5, 5, 8, 8]);
  expect(areaBetween([639, 479], [639, 479], picture)).toEqual([632, 472, 8, 8]);
});

test('arrows move and size', () => {
  expect(movedArea([100, 100, 50, 50], 'ArrowLeft', false, picture)).toEqual([94, 100, 50, 50]);
  expect(movedArea([100, 100, 50, 50], 'ArrowDown', true, picture)).toEqual([100, 100, 50, 55]);
  expect(movedArea([0, 0, 50, 50], 'ArrowUp', false, picture)).toEqual([0, 0, 50, 50]);
  expect(movedArea([590, 0, 50, 50], 'ArrowRight', true, picture)).toEqual([590, 0, 50, 50]);
  expect(movedArea(null, 'ArrowRight', false, picture)).toEqual([294, 216, 64, 48]);
  expect(movedArea(null, 'Enter', false, picture)).toBeNull();
});
