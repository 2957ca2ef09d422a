/** The one long part that lies on a plain ground: where it is, and which way it points. */
import { momentsOf, outlineOf } from './convex-outline.ts';
import type { Frame } from './frame.ts';
import { luminanceOf } from './luminance.ts';

/** All in frame pixels, counted from the left and top edges. */
export interface MainAxis {
  /** The middle of the outline's area. */
  readonly x: number;
  readonly y: number;
  /** The unit vector from the middle towards the narrower end. */
  readonly cos: number;
  readonly sin: number;
  /** How far the part reaches from the middle: to the wider end, to the narrower one, and at most to either side. */
  readonly back: number;
  readonly ahead: number;
  readonly aside: number;
}

/** The picture is looked at in squares of so many pixels that no side has more of them than this. */
const mostSquares = 256;
/** Squares of the foreground this near belong together: polished steel reflects the ground here and there. */
const near = 3;
/** Below it a moment is rounding: an upright part points down. */
const tiny = 1e-6;
/** Shares: of the border that may differ from the ground, of the picture that a part covers at least, of the part that may lie elsewhere. */
const limits = { border: 0.1, part: 0.003, elsewhere: 0.03 } as const;
/** How much longer than wide a part must be, as the ratio of its deviations along and across; of a rectangle the ratio of its sides. */
const elongated = 2;

/**
 * Foreground is what, blurred, differs from the median of the picture's border by more than `contrast`. There must be one part of it that
 * is elongated and touches no border; its axis is the principal one of its convex outline, which knows no rings and reflections. The wider
 * end is the one nearer to the middle of the area; of a part whose ends are alike it is the left one. Only sums, products, quotients and square
 * roots: the same bytes give the same axis everywhere.
 *
 * @param contrast in levels of 256
 * @returns null where there is no such part, or several
 */
export function mainAxisOf(frame: Frame, contrast: number): MainAxis | null {
  const { width, height, values, side, levels } = blurred(squaresOf(frame));
  if (width < 8 || height < 8) return null;
  const border = borderOf(width, height);
  const ground = median(border.map((at) => values[at]!));
  const differs = Uint8Array.from(values, (value) => +(Math.abs(value - ground) * 255 > contrast * levels));
  const onBorder = border.filter((at) => differs[at]);
  if (onBorder.length > limits.border * border.length) return null;
  const parts = partsOf(differs, width).toSorted((a, b) => b.length - a.length);
  const [part, ...others] = parts;
  if (part === undefined || part.length < limits.part * values.length) return null;
  if (others.reduce((sum, { length }) => sum + length, 0) > limits.elsewhere * part.length) return null;
  const cut = new Set(onBorder);
  return part.some((at) => cut.has(at)) ? null : axisOf(part, width, side);
}

interface Squares {
  readonly width: number;
  readonly height: number;
  /** Sums, and what white is above black in them. */
  readonly values: Float64Array;
  readonly levels: number;
  /** In pixels of the frame. */
  readonly side: number;
}

function squaresOf(frame: Frame): Squares {
  const { data, start, step, black, white } = luminanceOf(frame);
  const side = Math.max(1, Math.ceil(Math.max(frame.width, frame.height) / mostSquares));
  const [width, height] = [Math.floor(frame.width / side), Math.floor(frame.height / side)];
  const values = new Float64Array(width * height);
  for (let y = 0; y < height * side; y += 1) {
    const row = Math.floor(y / side) * width;
    let at = start + y * frame.width * step;
    for (let column = 0; column < width; column += 1) {
      let sum = 0;
      for (let x = 0; x < side; x += 1, at += step) sum += data[at]!;
      values[row + column] = values[row + column]! + sum;
    }
  }
  return { width, height, values, side, levels: side * side * (white - black) };
}

/** Each square with its eight neighbours; beyond the border the border is repeated. */
function blurred({ width, height, values, side, levels }: Squares): Squares {
  const inside = (at: number, end: number) => Math.min(end - 1, Math.max(0, at));
  const sums = new Float64Array(values.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let dy = -1; dy <= 1; dy += 1)
        for (let dx = -1; dx <= 1; dx += 1)
          sum += values[inside(y + dy, height) * width + inside(x + dx, width)]!;
      sums[y * width + x] = sum;
    }
  }
  return { width, height, values: sums, side, levels: 9 * levels };
}

function borderOf(width: number, height: number): readonly number[] {
  const across = Array.from({ length: width }, (_, x) => [x, (height - 1) * width + x]);
  const down = Array.from({ length: height - 2 }, (_, y) => [(y + 1) * width, (y + 2) * width - 1]);
  return [...across, ...down].flat();
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Squares of the foreground that lie `near` each other, as indices; uses `differs` up. */
function partsOf(differs: Uint8Array, width: number): readonly (readonly number[])[] {
  const parts: number[][] = [];
  for (let first = 0; first < differs.length; first += 1) {
    if (!differs[first]) continue;
    const part = [first];
    differs[first] = 0;
    for (const at of part) {
      for (let dy = -near; dy <= near; dy += 1) {
        for (let dx = -near; dx <= near; dx += 1) {
          const [x, next] = [(at % width) + dx, at + dy * width + dx];
          if (x < 0 || x >= width || !differs[next]) continue;
          differs[next] = 0;
          part.push(next);
        }
      }
    }
    parts.push(part);
  }
  return parts;
}

function axisOf(part: readonly number[], width: number, side: number): MainAxis | null {
  const corners = outlineOf(part, width);
  const { x, y, xx, yy, xy } = momentsOf(corners);
  const spread = Math.sqrt((xx - yy) * (xx - yy) + 4 * xy * xy);
  if (xx + yy + spread < elongated * elongated * (xx + yy - spread)) return null;
  // Half the angle whose cosine is (xx − yy) / spread.
  const cos = Math.sqrt((1 + (xx - yy) / spread) / 2);
  const sin = Math.sqrt((1 - (xx - yy) / spread) / 2) * (xy < -tiny ? -1 : 1);
  const turned = corners.map((corner) => ({
    along: cos * (corner.x - x) + sin * (corner.y - y),
    across: cos * (corner.y - y) - sin * (corner.x - x),
  }));
  const far = (reach: (at: (typeof turned)[number]) => number) =>
    side * turned.reduce((most, at) => Math.max(most, reach(at)), 0);
  const [back, ahead] = [far(({ along }) => -along), far(({ along }) => along)];
  const axis = { x: side * x, y: side * y, aside: far(({ across }) => Math.abs(across)) };
  // The middle of an outline's area lies nearer to its wider end; what is less than a square may be chance.
  return back <= ahead + side
    ? { ...axis, cos, sin, back, ahead }
    : { ...axis, cos: -cos, sin: -sin, back: ahead, ahead: back };
}
