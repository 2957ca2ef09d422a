import { createRandom, mixSeed } from '../demo/random.ts';
import type { Frame } from '../image/frame.ts';
import { augment } from './augment.ts';
import type { Augmentation } from './augmentation.ts';
import type { Picture } from './network.ts';

/** A picture's levels as a network of that input sees them, [height, width, channels]. */
export interface Levels extends Picture {
  readonly pixels: Uint8Array;
}

/** A varied copy; the same seed and place in the grid give the same one. */
export function variedCopy(levels: Levels, settings: Augmentation, seed: number, place: number): Levels {
  const into = new Float32Array(levels.pixels.length);
  augment(levels.pixels, levels, settings, createRandom(mixSeed(seed, place)), into);
  return { ...levels, pixels: Uint8Array.from(into, Math.round) };
}

/** Between the pictures of a grid, white: this share of their width. */
const gapShare = 1 / 32;

/**
 * Pictures side by side, and below each a copy varied as training varies it, as one picture.
 * @param pictures at least one; all of one size
 */
export function augmentationGrid(
  pictures: readonly [Levels, ...Levels[]],
  settings: Augmentation,
  seed: number,
): Frame {
  const [{ width, height, channels }] = pictures;
  const gap = Math.max(1, Math.round(gapShare * width));
  const [across, down] = [pictures.length * (width + gap) - gap, 2 * height + gap];
  const data = new Uint8Array(across * down * channels).fill(255);
  const put = ({ pixels }: Levels, left: number, top: number) => {
    for (let y = 0; y < height; y++)
      data.set(
        pixels.subarray(y * width * channels, (y + 1) * width * channels),
        ((top + y) * across + left) * channels,
      );
  };
  for (const [place, levels] of pictures.entries()) {
    put(levels, place * (width + gap), 0);
    put(variedCopy(levels, settings, seed, place), place * (width + gap), height + gap);
  }
  return {
    ...{ width: across, height: down, data, layout: channels === 1 ? 'grey' : 'rgb' },
    colour: { matrix: 'bt601', range: 'full' },
  };
}
