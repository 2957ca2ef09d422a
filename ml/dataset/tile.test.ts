import { expect, test } from 'vitest';
import { boxesInTile, maskInTile } from './tile.ts';

const tile = { x: 100, y: 0, width: 50, height: 40 };
test.each([
  ['inside', [110, 5, 20, 10], [[10, 5, 20, 10]]],
  ['cut at the left, half of it seen', [90, 5, 20, 10], [[0, 5, 10, 10]]],
  ['less than 30 % of it seen', [60, 5, 50, 10], []],
  ['little of it seen, but it fills half of the tile', [0, 0, 125, 40], [[0, 0, 25, 40]]],
  ['beside it', [0, 0, 50, 40], []],
  ['touching', [50, 0, 50, 40], []],
] as const)('a box %s', (_, box, expected) =>
  expect(boxesInTile([{ class: 'pit', box }], tile).map((one) => one.box)).toEqual(expected),
);

test('numbers of a mask move along, of 8 and of 16 bit', () => {
  const values = Uint8Array.from({ length: 4 * 3 }, (_, i) => i);
  const part = { x: 1, y: 1, width: 2, height: 2 };
  expect([...maskInTile(values, 4, 1, part)]).toEqual([5, 6, 9, 10]);
  const wide = Uint8Array.from({ length: 2 * 4 * 3 }, (_, i) => i);
  expect([...maskInTile(wide, 4, 2, part)]).toEqual([10, 11, 12, 13, 18, 19, 20, 21]);
});
