import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  eachPixel,
  joined,
  maskOf,
  overlap,
  partsOf,
  pixelsIn,
  strokeOf,
  without,
  type Mask,
} from './mask.ts';
import { longest, loopsOf, outlineOf } from './outline.ts';

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

const picture = { width: 40, height: 30 };

/** A mask from rows of text: `#` is marked. */
function drawn(x: number, y: number, ...rows: string[]): Mask {
  const bits = Uint8Array.from(rows.join(''), (sign) => Number(sign === '#'));
  return { x, y, width: rows[0]!.length, height: rows.length, bits };
}
function places(mask: Mask): string[] {
  const all: string[] = [];
  eachPixel(mask, (x, y) => all.push(`${x},${y}`));
  return all;
}

const anyMask: fc.Arbitrary<Mask> = fc
  .record({
    x: fc.nat(20),
    y: fc.nat(15),
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 15 }),
  })
  .chain((box) =>
    fc
      .uint8Array({ min: 0, max: 1, minLength: box.width * box.height, maxLength: box.width * box.height })
      .map((bits) => ({ ...box, bits })),
  );

test('a ring keeps its hole: one line around it, and the way to the hole and back', () => {
  const ring = drawn(10, 5, '####', '#..#', '#..#', '####');
  expect(outlineOf(ring, picture)).toEqual([
    ...[10, 5, 14, 5, 14, 9, 10, 9],
    ...[10, 5],
    ...[11, 6, 11, 8, 13, 8, 13, 6],
    ...[11, 6],
  ]);
  expect(places(maskOf(outlineOf(ring, picture), picture))).toEqual(places(ring));
});

test('mask, outline, mask: the same pixels, whatever holes and islands they have (seeded)', () => {
  fc.assert(
    fc.property(anyMask, (mask) => {
      const line = outlineOf(mask, picture);
      expect(line.every(Number.isInteger)).toBe(true);
      expect(places(maskOf(line, picture))).toEqual(places(mask));
    }),
    { seed: 7, numRuns: process.env['LOUPE_FULL'] === '1' ? 10_000 : 300 },
  );
});

test('an outline that is too long for a label marks whole cells of a coarser grid, none less', () => {
  const side = 64;
  const bits = Uint8Array.from({ length: side * side }, (_, i) => ((i % side) + Math.floor(i / side)) % 2);
  const board: Mask = { x: 3, y: 5, width: side, height: side, bits };
  const large = { width: 200, height: 200 };
  const loops = loopsOf(board).flat().length;
  expect(2 * loops).toBeGreaterThan(longest);
  const line = outlineOf(board, large);
  expect(line.length).toBeLessThanOrEqual(longest);
  const stored = maskOf(line, large);
  expect(pixelsIn(without(board, stored))).toBe(0);
  // Cells of 2, from 2, 4 to 68, 70; those at two corners hold no marked pixel.
  expect([stored.x, stored.y, stored.width, stored.height, pixelsIn(stored)]).toEqual([
    2,
    4,
    66,
    66,
    66 * 66 - 8,
  ]);
  expect(outlineOf(stored, large)).toEqual(line);
});

test('a brush marks what lies within its radius, on its way and not beyond the picture', () => {
  expect(places(strokeOf([{ x: 5, y: 5 }], 1, picture))).toEqual(['4,4', '5,4', '4,5', '5,5']);
  const line = strokeOf(
    [
      { x: 2, y: 5 },
      { x: 7, y: 5 },
    ],
    1,
    picture,
  );
  expect(pixelsIn(line)).toBe(2 * 7);
  expect(places(strokeOf([{ x: 0, y: 30 }], 1, picture))).toEqual(['0,29']);
  expect(places(strokeOf([{ x: 40, y: 0 }], 1.6, picture))).toEqual(['38,0', '39,0', '39,1']);
});

test('a polygon marks the pixels whose middle lies inside', () => {
  expect(places(maskOf([1, 1, 4, 1, 4, 3, 1, 3], picture))).toEqual([
    '1,1',
    '2,1',
    '3,1',
    '1,2',
    '2,2',
    '3,2',
  ]);
  expect(places(maskOf([0, 0, 4, 0, 0, 4], picture)).length).toBe(6);
  expect(pixelsIn(maskOf([-5, -5, 99, -5, 99, 99, -5, 99], picture))).toBe(40 * 30);
});

test('joined, without and parts are what they are of sets (seeded)', () => {
  fc.assert(
    fc.property(anyMask, anyMask, (a, b) => {
      const [inA, inB] = [new Set(places(a)), new Set(places(b))];
      expect(new Set(places(joined(a, b)))).toEqual(new Set([...inA, ...inB]));
      expect(places(without(a, b))).toEqual(places(a).filter((place) => !inB.has(place)));
      expect(overlap(a, b)).toBe(places(a).some((place) => inB.has(place)));
      const parts = partsOf(a);
      expect(parts.flatMap(places).toSorted()).toEqual(places(a).toSorted());
      for (const [i, part] of parts.entries())
        for (const other of parts.slice(i + 1)) expect(overlap(grown(part), other)).toBe(false);
    }),
    { seed: 11, numRuns: 200 },
  );
});

/** By one pixel in all eight directions. */
function grown(mask: Mask): Mask {
  const [width, height] = [mask.width + 2, mask.height + 2];
  const bits = new Uint8Array(width * height);
  eachPixel(mask, (px, py) => {
    for (const dy of [0, 1, 2])
      for (const dx of [0, 1, 2]) bits[(py - mask.y + dy) * width + px - mask.x + dx] = 1;
  });
  return { x: mask.x - 1, y: mask.y - 1, width, height, bits };
}
