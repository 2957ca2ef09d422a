import type { Frame } from '../frame.ts';
import { luminanceOf } from '../luminance.ts';

/** How often each luminance code occurs, 256 counts; of every `everyRow`-th row only. */
export function histogramOf(frame: Frame, everyRow = 1): Uint32Array<ArrayBuffer> {
  const { width, height, data, start, step } = luminanceOf(frame);
  const counts = new Uint32Array(256);
  for (let y = 0; y < height; y += everyRow) {
    const end = start + (y + 1) * width * step;
    for (let i = start + y * width * step; i < end; i += step) counts[data[i]!]!++;
  }
  return counts;
}
