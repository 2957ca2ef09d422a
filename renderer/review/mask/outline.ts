import type { Size } from '../../components/picture/view.ts';
import { eachPixel, isMarked, type Mask, type Point } from './mask.ts';

/** East, south, west, north; y points down. */
const ways = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The edges of a mask as closed lines along pixel borders, with the marked pixels on the right hand: outlines run clockwise, holes the other
 * way round. Corners only.
 */
export function loopsOf(mask: Mask): readonly (readonly Point[])[] {
  const across = mask.width + 1;
  // For each corner between pixels the ways in which an edge leaves it, one bit each.
  const leaving = new Uint8Array(across * (mask.height + 1));
  const marked = (x: number, y: number) => isMarked(mask, mask.x + x, mask.y + y);
  const leave = (x: number, y: number, way: number) => (leaving[y * across + x]! |= 1 << way);
  eachPixel(mask, (px, py) => {
    const [x, y] = [px - mask.x, py - mask.y];
    if (!marked(x, y - 1)) leave(x, y, 0);
    if (!marked(x + 1, y)) leave(x + 1, y, 1);
    if (!marked(x, y + 1)) leave(x + 1, y + 1, 2);
    if (!marked(x - 1, y)) leave(x, y + 1, 3);
  });

  const loops: Point[][] = [];
  for (let start = 0; start < leaving.length; start++) {
    while (leaving[start] !== 0) {
      const loop: Point[] = [];
      let at = start;
      let way = Math.log2(leaving[start]! & -leaving[start]!);
      let last = -1;
      do {
        leaving[at]! &= ~(1 << way);
        if (way !== last) loop.push({ x: mask.x + (at % across), y: mask.y + Math.floor(at / across) });
        last = way;
        at += ways[way]![0] + ways[way]![1] * across;
        // To the left where it can, so that pixels that touch at a corner stay together.
        way = [3, 0, 1].map((turn) => (last + turn) % 4).find((next) => leaving[at]! & (1 << next)) ?? 0;
      } while (at !== start);
      loops.push(loop);
    }
  }
  return loops;
}

/** One closed line (x0, y0, x1, y1, …) around a mask: a hole hangs on the outline by a way that is walked there and back. */
function chained(loops: readonly (readonly Point[])[]): number[] {
  const [first = [], ...others] = loops;
  const [home] = first;
  if (home === undefined) return [];
  const walk = [...first, ...others.flatMap((loop) => [home, ...loop, loop[0]!])];
  return walk.flatMap(({ x, y }) => [x, y]);
}

/** As many numbers as a label keeps of one outline. */
export const longest = 4096;

/**
 * The outline of a mask, exact to the pixel, holes included. One that is too long for a label is taken on a grid of 2, 4, … pixels, which
 * marks a little more around it, never less. @returns x0, y0, x1, y1, … in pixels of the picture; empty for no pixels
 */
export function outlineOf(mask: Mask, picture: Size): readonly number[] {
  for (let cell = 1; ; cell *= 2) {
    const line = chained(loopsOf(cell === 1 ? mask : onGrid(mask, cell, picture)));
    if (line.length <= longest) return line;
  }
}

/** Every cell of the picture's grid that holds a marked pixel, whole. */
function onGrid(mask: Mask, cell: number, picture: Size): Mask {
  const down = (at: number) => Math.floor(at / cell) * cell;
  const [x, y] = [down(mask.x), down(mask.y)];
  const width = Math.min(picture.width, down(mask.x + mask.width - 1) + cell) - x;
  const height = Math.min(picture.height, down(mask.y + mask.height - 1) + cell) - y;
  const bits = new Uint8Array(width * height);
  eachPixel(mask, (px, py) => {
    const [left, top] = [down(px) - x, down(py) - y];
    if (bits[top * width + left] === 1) return;
    for (let row = top; row < Math.min(height, top + cell); row++)
      bits.fill(1, row * width + left, row * width + Math.min(width, left + cell));
  });
  return { x, y, width, height, bits };
}
