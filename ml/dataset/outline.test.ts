import { expect, test } from 'vitest';
import { areaOf, boundsOf, clipped, fill, isBox, outlineOfBox } from './outline.ts';

const triangle = [1, 1, 5, 1, 1, 5];
const pixelsIn = (outline: readonly number[], width: number, height: number) => {
  const rows = Array.from({ length: height }, () => new Array<string>(width).fill('.'));
  fill(outline, { width, height }, (pixel) => {
    rows[Math.floor(pixel / width)]![pixel % width] = '#';
  });
  return rows.map((row) => row.join(''));
};

test('bounds and area', () => {
  expect([boundsOf(triangle), areaOf(triangle)]).toEqual([[1, 1, 4, 4], 8]);
  expect([boundsOf([3, 2, 0.5, 7, 4, 4]), areaOf(outlineOfBox([2, 3, 4, 5]))]).toEqual([
    [0.5, 2, 3.5, 5],
    20,
  ]);
});

test('four straight sides are a box; a line, a bow and a slope are none', () => {
  expect(isBox(outlineOfBox([0.1, 0.2, 0.3, 0.4]))).toBe(true);
  expect(isBox([1, 1, 1, 5, 4, 5, 4, 1])).toBe(true);
  expect(
    [[1, 1, 4, 1, 4, 5, 1, 5.1], triangle, [1, 1, 4, 1, 4, 5, 1, 1], [1, 1, 4, 5, 4, 1, 1, 5]].map(isBox),
  ).toEqual([false, false, false, false]);
});

test('filled are the pixels whose middle lies within; of a bow both halves', () => {
  expect(pixelsIn(triangle, 6, 6)).toEqual(['......', '.###..', '.##...', '.#....', '......', '......']);
  expect(pixelsIn(outlineOfBox([0.6, 1, 2.8, 2]), 4, 4)).toEqual(['....', '.##.', '.##.', '....']);
  expect(pixelsIn([-3, -3, 9, -3, 9, 9, -3, 9], 3, 2)).toEqual(['###', '###']);
  expect(pixelsIn([0, 0, 4, 4, 4, 0, 0, 4], 4, 4)).toEqual(['...#', '#.##', '#.##', '...#']);
});

test('a hole hangs on its outline by a way that marks nothing, also where it runs through the middles of pixels', () => {
  const around = [0, 0, 7, 0, 7, 7, 0, 7, 0, 0];
  const hole = [3, 3, 3, 6, 6, 6, 6, 3, 3, 3];
  const [full, holed] = ['#######', '###...#'];
  expect(pixelsIn([...around, ...hole], 7, 7)).toEqual([full, full, full, holed, holed, holed, full]);
  // Along a slope of 11 by 11 the way back is reckoned to 3.500000000000001 where the way there is at 3.5.
  for (let side = 1; side < 40; side++)
    expect(pixelsIn([0, 0, side, side, side, side, 0, 0], 40, 40).join('')).not.toContain('#');
});

test('clipped to the picture', () => {
  const size = { width: 4, height: 4 };
  expect(clipped(triangle, { width: 9, height: 9 })).toEqual(triangle);
  expect(clipped([-2, 1, 2, 1, 2, 3, -2, 3], size)).toEqual([0, 1, 2, 1, 2, 3, 0, 3]);
  expect(clipped([5, 5, 7, 5, 7, 7], size)).toEqual([]);
  expect(boundsOf(clipped([-2, -2, 8, 2, 2, 8], size))).toEqual([0, 0, 4, 4]);
});
