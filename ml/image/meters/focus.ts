import type { Frame } from '../frame.ts';
import { checkArea, luminanceOf, type Area } from '../luminance.ts';

/** More pixels say no more; of a larger area every n-th row is read. */
const enough = 65_536;

/**
 * How sharp an area is: the variance of its Laplacian (4 neighbours), in squared codes. It grows with sharpness, and with contrast and noise
 * too, so only measures of the same thing can be compared. Source: Pech-Pacheco et al., Diatom autofocusing in brightfield microscopy, 2000.
 * @throws Error when the area does not lie within the frame, or has no pixel with four neighbours in it
 */
export function focusOf(frame: Frame, area: Area): number {
  checkArea(area, frame);
  const [left, top, wide, high] = area;
  if (wide < 3 || high < 3) throw new Error(`focus needs an area of 3 × 3 pixels, got ${wide} × ${high}`);
  const { width, data, start, step } = luminanceOf(frame);
  const row = width * step;
  const everyRow = Math.ceil((wide * high) / enough);
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let y = top + 1; y < top + high - 1; y += everyRow) {
    const from = start + (y * width + left + 1) * step;
    for (let i = from; i < from + (wide - 2) * step; i += step) {
      const laplacian = data[i - step]! + data[i + step]! + data[i - row]! + data[i + row]! - 4 * data[i]!;
      sum += laplacian;
      squares += laplacian * laplacian;
      n++;
    }
  }
  return squares / n - (sum / n) ** 2;
}
