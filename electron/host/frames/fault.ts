import { frameBytes, type Frame } from '../../../ml/image/frame.ts';
import type { Reason } from '../../../ml/verdict/result.ts';

/** Grey levels above black that still count as black: sensor noise under a lens cap. */
const noise = 12;
/** A picture whose brightest and darkest value differ by no more is of one value. */
const flat = 2;
/** Share of pixels that may be brighter in a black picture (hot pixels). */
const hot = 0.001;

/**
 * Why a camera's picture must not be judged; null: nothing is wrong with it. A frame of another size than its own data is `wrong-size`.
 * Brightness is read from Y, grey or the green of RGB.
 */
export function frameFault(frame: Frame): Reason | null {
  const { width, height, layout, data } = frame;
  if (data.length !== frameBytes(layout, width, height)) return 'wrong-size';
  const step = layout === 'rgb' ? 3 : 1;
  const end = width * height * step;
  const black = layout !== 'rgb' && frame.colour.range === 'limited' ? 16 : 0;
  let lowest = 255;
  let highest = 0;
  let bright = 0;
  const enough = hot * width * height;
  // A good picture shows that it is one within its first rows; only a bad one is read to its end.
  for (let i = layout === 'rgb' ? 1 : 0; i < end; i += step) {
    const value = data[i] ?? 0;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    if (value > black + noise) bright += 1;
    if (bright > enough && highest - lowest > flat) return null;
  }
  return bright <= enough ? 'picture-black' : 'picture-one-value';
}
