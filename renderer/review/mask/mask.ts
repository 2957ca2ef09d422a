import { fill } from '../../../ml/dataset/outline.ts';
import type { Size } from '../../components/picture/view.ts';

/** Marked pixels of a picture: those of a box on it, row by row, 1 where marked. */
export interface Mask {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
}
/** Pixels, counted from the picture's left and top edge; a whole number is a corner between pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

type Box = Omit<Mask, 'bits'>;

export const isMarked = ({ x, y, width, height, bits }: Mask, px: number, py: number): boolean =>
  px >= x && py >= y && px < x + width && py < y + height && bits[(py - y) * width + px - x] === 1;

export const pixelsIn = ({ bits }: Mask): number => bits.reduce((sum, bit) => sum + bit, 0);

const empty = (box: Box): Mask => ({ ...box, bits: new Uint8Array(box.width * box.height) });

/** Whole pixels around these places, within the picture. */
function boxAround(xs: readonly number[], ys: readonly number[], grown: number, picture: Size): Box {
  const span = (values: readonly number[], side: number) => {
    let [least, most] = [Infinity, -Infinity];
    for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
    const from = Math.min(side, Math.max(0, Math.floor(least - grown)));
    return [from, Math.max(0, Math.min(side, Math.ceil(most + grown)) - from)] as const;
  };
  const [[x, width], [y, height]] = [span(xs, picture.width), span(ys, picture.height)];
  return { x, y, width, height };
}

/**
 * Pixels whose middle lies inside a closed line, by the even-odd rule: what is walked both ways counts as nothing, so that a hole can hang
 * on its outline. @param polygon x0, y0, x1, y1, …
 */
export function maskOf(polygon: readonly number[], picture: Size): Mask {
  const xs = polygon.filter((_, i) => i % 2 === 0);
  const ys = polygon.filter((_, i) => i % 2 === 1);
  const mask = empty(boxAround(xs, ys, 0, picture));
  fill(polygon, picture, (pixel) => {
    const [px, py] = [pixel % picture.width, Math.floor(pixel / picture.width)];
    mask.bits[(py - mask.y) * mask.width + px - mask.x] = 1;
  });
  return mask;
}

/** What a round brush marks on its way along these points. @param radius pixels; a pixel is marked when its middle is no farther away */
export function strokeOf(points: readonly Point[], radius: number, picture: Size): Mask {
  const all = boxAround(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
    radius,
    picture,
  );
  const mask = empty(all);
  for (const [i, to] of points.entries()) {
    const from = points[Math.max(0, i - 1)]!;
    const part = boxAround([from.x, to.x], [from.y, to.y], radius, picture);
    for (let y = part.y; y < part.y + part.height; y++)
      for (let x = part.x; x < part.x + part.width; x++)
        if (squaredDistance(x + 0.5, y + 0.5, from, to) <= radius * radius)
          mask.bits[(y - all.y) * all.width + x - all.x] = 1;
  }
  return mask;
}

function squaredDistance(x: number, y: number, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / length;
  const at = Math.min(1, Math.max(0, along));
  return (x - from.x - at * dx) ** 2 + (y - from.y - at * dy) ** 2;
}

export function joined(a: Mask, b: Mask): Mask {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const both = empty({ x, y, width, height: Math.max(a.y + a.height, b.y + b.height) - y });
  for (const mask of [a, b])
    eachPixel(mask, (px, py) => {
      both.bits[(py - y) * width + px - x] = 1;
    });
  return both;
}

export function without(mask: Mask, taken: Mask): Mask {
  const bits = mask.bits.slice();
  eachPixel(mask, (px, py, i) => {
    if (isMarked(taken, px, py)) bits[i] = 0;
  });
  return { ...mask, bits };
}

export function overlap(a: Mask, b: Mask): boolean {
  let found = false;
  eachPixel(a, (x, y) => {
    found ||= isMarked(b, x, y);
  });
  return found;
}

/** Its pixels in areas whose pixels touch, also at a corner, each in the smallest box that holds it; from the top down. */
export function partsOf(mask: Mask): readonly Mask[] {
  const { width, height, bits } = mask;
  const left = bits.slice();
  const parts: Mask[] = [];
  for (let first = left.indexOf(1); first !== -1; first = left.indexOf(1, first)) {
    const found = [first];
    left[first] = 0;
    for (let n = 0; n < found.length; n++) {
      const [x, y] = [found[n]! % width, Math.floor(found[n]! / width)];
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++)
          if (left[ny * width + nx] === 1) {
            left[ny * width + nx] = 0;
            found.push(ny * width + nx);
          }
    }
    parts.push(cutOut(mask, found));
  }
  return parts;
}

function cutOut({ x, y, width }: Mask, pixels: readonly number[]): Mask {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (const pixel of pixels) {
    const [px, py] = [pixel % width, Math.floor(pixel / width)];
    [left, top, right, bottom] = [
      Math.min(left, px),
      Math.min(top, py),
      Math.max(right, px),
      Math.max(bottom, py),
    ];
  }
  const part = empty({ x: x + left, y: y + top, width: right - left + 1, height: bottom - top + 1 });
  for (const pixel of pixels)
    part.bits[(Math.floor(pixel / width) - top) * part.width + (pixel % width) - left] = 1;
  return part;
}

/** @param visit gets the pixel's place on the picture and its index among the bits */
export function eachPixel(
  { x, y, width, bits }: Mask,
  visit: (px: number, py: number, index: number) => void,
): void {
  for (let i = bits.indexOf(1); i !== -1; i = bits.indexOf(1, i + 1))
    visit(x + (i % width), y + Math.floor(i / width), i);
}
