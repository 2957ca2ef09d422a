import type { Levels } from '../../../../ml/train/augmentation-grid.ts';
import type { Picture } from '../../../../ml/train/network.ts';

/** Levels of a screen's pixels; grey by the weights of BT.601, as the station's own kernel takes them. */
export function levelsOf(rgba: Uint8ClampedArray, { width, height, channels }: Picture): Levels {
  const pixels = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = [rgba[4 * i]!, rgba[4 * i + 1]!, rgba[4 * i + 2]!];
    if (channels === 1) pixels[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    else pixels.set([r, g, b], 3 * i);
  }
  return { width, height, channels, pixels };
}

/** What a screen shows of levels. */
export function rgbaOfLevels({ width, height, channels, pixels }: Levels): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 4; c++) rgba[4 * i + c] = c === 3 ? 255 : pixels[i * channels + (c % channels)]!;
  return rgba;
}
