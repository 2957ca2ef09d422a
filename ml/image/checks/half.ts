import type { Frame } from '../frame.ts';
import { luminanceOf, type Luminance } from '../luminance.ts';

/** Share of the rows that must be missing. */
const least = 0.1;
/** Samples of a row that are looked at, about. */
const samples = 128;
/** Rows that are looked at for a half that came twice. */
const probes = 16;

/**
 * Whether the upper or the lower part of a picture never came. The rows there are the same to the last code, which a sensor's noise never
 * lets happen: one value, one row again and again, or the other half once more. Where a picture fades into white or black, the last row
 * before is almost the same too; here it differs nearly everywhere.
 */
export function isHalf(frame: Frame): boolean {
  const plane = luminanceOf(frame);
  const { height } = plane;
  const enough = Math.ceil(least * height);
  const above = sameRows(plane, 0, 1);
  const below = sameRows(plane, height - 1, -1);
  // Both: a picture between two bars.
  if (above >= enough && below >= enough) return false;
  if (above >= enough) return differ(plane, above - 1, above) > 0.5;
  if (below >= enough) return differ(plane, height - below, height - below - 1) > 0.5;
  return isDoubled(plane);
}

/** How many rows from `first` on are the same. */
function sameRows(plane: Luminance, first: number, direction: 1 | -1): number {
  let n = 1;
  while (n < plane.height && differ(plane, first, first + n * direction) === 0) n++;
  return n;
}

/** Whether the lower half is the upper one again, and shows something. */
function isDoubled(plane: Luminance): boolean {
  const half = Math.floor(plane.height / 2);
  if (half < probes) return false;
  const rows = Array.from({ length: probes }, (_, i) => Math.floor((i * half) / probes));
  return (
    rows.every((y) => differ(plane, y, y + half) === 0) && rows.some((y) => differ(plane, y, y + 1) > 0.5)
  );
}

/** Share of the samples in which two rows differ. */
function differ({ width, data, start, step }: Luminance, a: number, b: number): number {
  const every = Math.max(1, Math.floor(width / samples));
  const [rowA, rowB] = [start + a * width * step, start + b * width * step];
  let n = 0;
  let different = 0;
  for (let x = 0; x < width; x += every, n++)
    if (data[rowA + x * step] !== data[rowB + x * step]) different++;
  return different / n;
}
