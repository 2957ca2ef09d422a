import type { Frame } from '../frame.ts';
import { luminanceOf } from '../luminance.ts';

/** A picture on a coarse grid, by which views of pieces are told apart: the mean luminance of each cell, row by row. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly cells: Float32Array;
}

/** Cells along the longer side: few enough that a sensor's noise averages out, enough that a piece moved by a pixel or two shows. */
const cellsAlong = 160;
/** In levels. Below the first nothing is told from noise; above the second it is no noise any more, however much there seems to be. */
const [noiseFloor, noiseCeiling] = [3, 10] as const;
/** The largest of 15,000 cells of pure noise is 6 times the middle one; the rest is room. */
const timesMedian = 8;

export function viewOf(frame: Frame): View {
  const { data, start, step } = luminanceOf(frame);
  const side = Math.max(1, Math.ceil(Math.max(frame.width, frame.height) / cellsAlong));
  const [width, height] = [Math.floor(frame.width / side), Math.floor(frame.height / side)];
  const cells = new Float32Array(width * height);
  for (let y = 0; y < height * side; y++) {
    const row = start + y * frame.width * step;
    const cellRow = Math.floor(y / side) * width;
    for (let x = 0; x < width * side; x++)
      cells[cellRow + Math.floor(x / side)]! += data[row + x * step]! / (side * side);
  }
  return { width, height, cells };
}

/**
 * Whether two pictures show the same piece in the same place: no cell differs by more than noise, once brightness and contrast of the whole
 * picture are made equal (lamps and cameras drift). On the demo bench: the same piece again differs by 1.1 levels at most, with sensor noise
 * of 10 levels by 6.8; the closest two of 120 pieces by 7.3, with a median far below; a piece moved by one pixel by 13.
 */
export function isSameView(one: View, other: View): boolean {
  if (one.width !== other.width || one.height !== other.height) return false;
  const away = differences(one.cells, other.cells);
  const largest = away.reduce((most, value) => Math.max(most, value), 0);
  if (largest <= noiseFloor || largest > noiseCeiling) return largest <= noiseFloor;
  const median = away.toSorted()[away.length >> 1] ?? 0;
  return largest <= timesMedian * median;
}

/** What is left of `other` when the best gain and offset of `one` are taken from it (least squares), absolute. */
function differences(one: Float32Array, other: Float32Array): Float32Array {
  const [mean, otherMean] = [meanOf(one), meanOf(other)];
  let [square, product] = [0, 0];
  for (const [i, value] of one.entries()) {
    square += (value - mean) ** 2;
    product += (value - mean) * (other[i]! - otherMean);
  }
  const gain = square > 0 ? product / square : 1;
  return one.map((value, i) => Math.abs(other[i]! - otherMean - gain * (value - mean)));
}

const meanOf = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
