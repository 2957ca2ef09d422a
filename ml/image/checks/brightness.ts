import type { Frame } from '../frame.ts';
import { luminanceOf } from '../luminance.ts';
import type { Reason } from '../../verdict/result.ts';

/** Codes above black that still count as black: sensor noise under a lens cap. */
const noise = 12;
/** A picture whose brightest and darkest value differ by no more is of one value. */
const flat = 2;
/** Share of pixels that may be brighter in a black picture (hot pixels). */
const hot = 0.001;

/** Whether a picture is black or of one value; null: neither. */
export function brightnessFault(frame: Frame): Reason | null {
  const { width, height, data, start, step, black } = luminanceOf(frame);
  const end = width * height * step;
  let lowest = 255;
  let highest = 0;
  let bright = 0;
  const enough = hot * width * height;
  // A good picture shows that it is one within its first rows; only a bad one is read to its end.
  for (let i = start; i < end; i += step) {
    const value = data[i]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    if (value > black + noise) bright += 1;
    if (bright > enough && highest - lowest > flat) return null;
  }
  return bright <= enough ? 'picture-black' : 'picture-one-value';
}
