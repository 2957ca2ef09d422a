import fc from 'fast-check';
import { expect, test } from 'vitest';
import { iou, suppress, type Candidate } from './nms.ts';
import { outlineOf } from './outline.ts';
import { regionsOf } from './regions.ts';

/** A picture in characters: digits are tenths, anything else is 0. */
function drawn(...rows: readonly string[]): { values: Float32Array; width: number } {
  const tenths = rows.flatMap((row) => Array.from(row, (character) => (Number(character) || 0) / 10));
  return { values: Float32Array.from(tenths), width: rows[0]?.length ?? 0 };
}
const ascending = (one: number, other: number) => one - other;
const pixelsOf = (...rows: readonly string[]) => {
  const { values, width } = drawn(...rows);
  return { width, pixels: [...values.keys()].filter((index) => values[index] !== 0) };
};
const outline = (...rows: readonly string[]) => {
  const { pixels, width } = pixelsOf(...rows);
  return outlineOf(pixels, width, 0).map(({ x, y }) => [x, y]);
};

test('touching pixels, corners included, are one region; the highest comes first', () => {
  const { values, width } = drawn('5..8', '.6..', '...7');
  const { level, regions } = regionsOf(values, width, 0.1, 1);
  expect(level).toBeCloseTo(0.8, 6);
  expect(regions.map(({ pixels }) => pixels)).toEqual([[3], [11], [0, 5]]);
});

test('rows do not touch around the edge of the map', () => {
  const { values, width } = drawn('..5', '5..');
  expect(regionsOf(values, width, 0.1, 1).regions).toHaveLength(2);
});

test('the level is what minArea connected pixels reach, found by growing, above the floor and below it', () => {
  const { values, width } = drawn('9.42', '.3..', '..88');
  const at = (floor: number, area: number) => {
    const { level, regions } = regionsOf(values, width, floor, area);
    return [Math.round(level * 10), regions.map(({ pixels }) => pixels.length)];
  };
  expect(at(0.1, 1)).toEqual([9, [6]]);
  expect(at(0.5, 2)).toEqual([8, [2]]);
  expect(at(0.35, 3)).toEqual([3, []]);
  expect(at(0.1, 6)).toEqual([2, [6]]);
  expect(at(0.1, 7)).toEqual([0, []]);
});

test('against counting by hand: regions at a threshold have level above it', () => {
  const eighths = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 30 });
  const columns = fc.integer({ min: 1, max: 6 });
  const area = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(columns, eighths, area, fc.integer({ min: 0, max: 8 }), (width, picture, minArea, floor) => {
      const rows = Math.ceil(picture.length / width);
      const values = Float32Array.from({ length: rows * width }, (_, index) => (picture[index] ?? 0) / 8);
      const sizesAbove = (limit: number) =>
        floodSizes(values, width, limit).filter((size) => size >= minArea);
      const { level, regions } = regionsOf(values, width, floor / 8, minArea);
      const sizes = sizesAbove(floor / 8);
      expect(regions.map(({ pixels }) => pixels.length).toSorted(ascending)).toEqual(
        sizes.toSorted(ascending),
      );
      expect(level > floor / 8).toBe(sizes.length > 0);
      // the level is the lowest threshold above which nothing of that size is left
      expect(sizesAbove(level)).toEqual([]);
      if (level > 0) expect(sizesAbove(level - 1 / 8).length).toBeGreaterThan(0);
    }),
    { seed: 20261121, numRuns: 500 },
  );
});

/** The plain way: sizes of the regions above a floor, by filling each. */
function floodSizes(values: Float32Array, width: number, floor: number): number[] {
  const open = new Set([...values.keys()].filter((index) => (values[index] ?? 0) > floor));
  const sizes: number[] = [];
  for (const start of open) {
    const queue = [start];
    open.delete(start);
    let size = 0;
    for (let pixel = queue.pop(); pixel !== undefined; pixel = queue.pop()) {
      size += 1;
      for (const other of [...open]) {
        const near = Math.abs((other % width) - (pixel % width)) <= 1;
        if (near && Math.abs(Math.floor(other / width) - Math.floor(pixel / width)) <= 1) {
          open.delete(other);
          queue.push(other);
        }
      }
    }
    sizes.push(size);
  }
  return sizes;
}

test('outlines run along pixel edges, clockwise from the top left', () => {
  expect(outline('1')).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ]);
  expect(outline('...', '.11', '.11')).toEqual([
    [1, 1],
    [3, 1],
    [3, 3],
    [1, 3],
  ]);
  // pixels that touch at a corner stay together
  expect(outline('1.', '.1')).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 1],
    [2, 2],
    [1, 2],
    [1, 1],
    [0, 1],
  ]);
  // a hole does not show
  expect(outline('111', '1.1', '111')).toEqual([
    [0, 0],
    [3, 0],
    [3, 3],
    [0, 3],
  ]);
});

test('an outline encloses the area of its region, whatever the shape', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 36, maxLength: 36 }), (marks) => {
      const values = Float32Array.from(marks, Number);
      for (const { pixels } of regionsOf(values, 6, 0.5, 1).regions) {
        const corners = outlineOf(pixels, 6, 0);
        const twice = corners.reduce((sum, { x, y }, index) => {
          const next = corners[(index + 1) % corners.length] ?? { x, y };
          return sum + x * next.y - next.x * y;
        }, 0);
        expect(twice / 2).toBeGreaterThanOrEqual(pixels.length);
        const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
        const columns = pixels.map((pixel) => pixel % 6);
        const rows = pixels.map((pixel) => Math.floor(pixel / 6));
        expect([Math.min(...xs), Math.max(...xs)]).toEqual([Math.min(...columns), Math.max(...columns) + 1]);
        expect([Math.min(...ys), Math.max(...ys)]).toEqual([Math.min(...rows), Math.max(...rows) + 1]);
      }
    }),
    { seed: 20261121, numRuns: 300 },
  );
});

test('simplification leaves no mere stroke of a small region', () => {
  const corners = (pixels: readonly number[]) => outlineOf(pixels, 4).map(({ x, y }) => [x, y]);
  const one = [
    [1, 1],
    [2, 1],
    [2, 2],
    [1, 2],
  ];
  expect(corners([5])).toEqual(one);
  // One pixel, and two below its corner: the triangle that simplification would make of them has two thirds of their area.
  expect(corners([2, 5, 9])).toEqual([
    [2, 0],
    [3, 0],
    [3, 1],
    [2, 1],
    [2, 3],
    [1, 3],
    [1, 1],
    [2, 1],
  ]);
});

test('a staircase becomes a slope, a ragged region ends with at most 100 corners', () => {
  const { pixels, width } = pixelsOf('1.....', '11....', '111...', '1111..', '11111.', '111111');
  expect(outlineOf(pixels, width).length).toBeLessThanOrEqual(5);
  const comb = Array.from({ length: 400 }, (_, index) => index).filter(
    (index) => index < 200 || (index % 2 === 0 && index >= 200),
  );
  expect(outlineOf(comb, 200).length).toBeLessThanOrEqual(100);
});

const box = (x0: number, y0: number, x1: number, y1: number, score: number, classIndex = 0): Candidate => ({
  x0,
  y0,
  x1,
  y1,
  classIndex,
  score,
});

test('intersection over union by hand', () => {
  expect(iou(box(0, 0, 2, 2, 1), box(1, 1, 3, 3, 1))).toBe(1 / 7);
  expect(iou(box(0, 0, 2, 2, 1), box(2, 0, 4, 2, 1))).toBe(0);
  expect(iou(box(0, 0, 2, 2, 1), box(0, 0, 2, 2, 1))).toBe(1);
  expect(iou(box(1, 1, 1, 1, 1), box(1, 1, 1, 1, 1))).toBe(0);
});

test('suppression keeps the strongest of what overlaps by more than the limit, class by class', () => {
  const [a, b, c, d] = [
    box(0, 0, 2, 2, 0.5),
    box(0, 0, 2, 3, 0.9),
    box(0, 0, 2, 2, 0.4, 1),
    box(5, 5, 6, 6, 0.1),
  ];
  expect(suppress([a, b, c, d], 0.6)).toEqual([b, c, d]);
  expect(suppress([a, b, c, d], 2 / 3)).toEqual([b, a, c, d]);
});

test('of ten thousand candidates the best thousand are looked at', () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    box(3 * index, 0, 3 * index + 1, 1, index / 10_000),
  );
  const kept = suppress(many, 0.5);
  expect(kept).toHaveLength(1000);
  expect(kept.at(-1)?.score).toBe(0.9);
});
