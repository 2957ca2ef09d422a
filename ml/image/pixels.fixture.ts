/** Pictures made from a seed with integers alone, so that `fixtures/make.py` makes the same bytes. */
import { frameBytes, type Frame } from './frame.ts';

/** A linear congruential generator modulo 2^32 (Numerical Recipes' constants); the upper bits, below `bound`. */
export function integers(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(((state >>> 8) * bound) / 2 ** 24);
  };
}

/**
 * One 8-bit plane: a slope, ten rectangles of other levels, and noise. It has flat parts, edges and texture, so that rounding and clipping
 * are all met.
 */
export function plane(width: number, height: number, seed: number): Uint8Array<ArrayBuffer> {
  const next = integers(seed);
  const [across, down, base, noise] = [next(5), next(5), next(256), 1 + next(40)];
  const data = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) data[i] = base + across * x + down * y;
  for (let k = 0; k < 10; k++) {
    const [left, top, wide, high, level] = [next(width), next(height), next(width), next(height), next(256)];
    for (let y = top; y < Math.min(height, top + high); y++)
      data.fill(level, y * width + left, y * width + Math.min(width, left + wide));
  }
  for (let i = 0; i < data.length; i++) {
    const value = data[i]! + next(noise) - (noise >> 1);
    data[i] = Math.min(255, Math.max(0, value));
  }
  return data;
}

/** An RGB picture of three planes with the seeds `seed`, `seed + 1`, `seed + 2`. */
export function rgbPicture(width: number, height: number, seed: number): Uint8Array<ArrayBuffer> {
  const planes = [0, 1, 2].map((colour) => plane(width, height, seed + colour));
  const data = new Uint8Array(3 * width * height);
  planes.forEach((levels, colour) => levels.forEach((level, i) => (data[3 * i + colour] = level)));
  return data;
}

/** A frame of unrelated bytes. */
export function noiseFrame(
  layout: Frame['layout'],
  width: number,
  height: number,
  seed: number,
  colour: Frame['colour'] = { matrix: 'bt601', range: 'limited' },
): Frame {
  const next = integers(seed);
  const data = Uint8Array.from({ length: frameBytes(layout, width, height) }, () => next(256));
  return { layout, width, height, colour, data };
}
