import type { Frame } from '../frame.ts';
import { luminanceOf } from '../luminance.ts';
import { histogramOf } from './histogram.ts';

/** Levels from either end that count as the end. */
const nearEnd = 2;
/** A share needs no more than every eighth row. */
const everyRow = 8;

/** Shares of pixels, 0 to 1, that are as dark and as bright as can be told apart. */
export function exposureOf(frame: Frame): { readonly low: number; readonly high: number } {
  const { black, white } = luminanceOf(frame);
  const counts = histogramOf(frame, everyRow);
  const all = counts.reduce((sum, n) => sum + n, 0);
  const sum = (part: Uint32Array) => part.reduce((total, n) => total + n, 0);
  return {
    low: sum(counts.subarray(0, black + nearEnd + 1)) / all,
    high: sum(counts.subarray(white - nearEnd)) / all,
  };
}
