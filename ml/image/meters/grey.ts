import type { Frame } from '../frame.ts';
import { checkArea, luminanceOf, type Area } from '../luminance.ts';

/**
 * Mean luminance code of an area, 0 to 255.
 * @throws Error when the area does not lie within the frame
 */
export function greyOf(frame: Frame, area: Area): number {
  checkArea(area, frame);
  const { width, data, start, step } = luminanceOf(frame);
  const [left, top, wide, high] = area;
  let sum = 0;
  for (let y = top; y < top + high; y++) {
    const from = start + (y * width + left) * step;
    for (let i = from; i < from + wide * step; i += step) sum += data[i]!;
  }
  return sum / (wide * high);
}
