import type { ScoreMap } from '../verdict/result.ts';

/** Pixels counted by what is there and what was said; sums over pictures. */
export interface PixelCounts {
  readonly hit: number;
  readonly missed: number;
  readonly falseAlarm: number;
  readonly clear: number;
}
export const noPixels: PixelCounts = { hit: 0, missed: 0, falseAlarm: 0, clear: 0 };

export const addPixels = (one: PixelCounts, other: PixelCounts): PixelCounts => ({
  hit: one.hit + other.hit,
  missed: one.missed + other.missed,
  falseAlarm: one.falseAlarm + other.falseAlarm,
  clear: one.clear + other.clear,
});

/** One value a pixel, row by row; anything but 0 is damage. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** The cell of a map that lies over a pixel of its frame; undefined outside the map. */
export function cellAt(
  { width, height, onFrame: [left, top, wide, high] }: Omit<ScoreMap, 'values'>,
  x: number,
  y: number,
): number | undefined {
  const [column, row] = [
    Math.floor(((x + 0.5 - left) / wide) * width),
    Math.floor(((y + 0.5 - top) / high) * height),
  ];
  const inside = row >= 0 && row < height && column >= 0 && column < width;
  return inside ? row * width + column : undefined;
}

/**
 * Holds a score map against a mask of the picture, pixel by pixel of the mask; a pixel outside the map counts as said to be clear.
 * @param threshold evidence from which a pixel is said to be damaged
 */
export function countPixels(map: ScoreMap, mask: Mask, threshold: number): PixelCounts {
  const counts = { hit: 0, missed: 0, falseAlarm: 0, clear: 0 };
  for (let y = 0; y < mask.height; y += 1) {
    for (let x = 0; x < mask.width; x += 1) {
      const cell = cellAt(map, x, y);
      const said = cell !== undefined && (map.values[cell] ?? 0) >= threshold;
      const there = mask.data[y * mask.width + x] !== 0;
      counts[there ? (said ? 'hit' : 'missed') : said ? 'falseAlarm' : 'clear'] += 1;
    }
  }
  return counts;
}

/**
 * Mean intersection over union of damage and background, and Dice's coefficient of the damage, over all pixels of a dataset.
 * @returns undefined where no pixel is damaged and none was said to be: then there is nothing to overlap
 */
export function meanOverlap({
  hit,
  missed,
  falseAlarm,
  clear,
}: PixelCounts): { readonly miou: number; readonly dice: number } | undefined {
  const apart = missed + falseAlarm;
  if (hit + apart === 0) return undefined;
  const background = clear + apart === 0 ? 1 : clear / (clear + apart);
  return { miou: (hit / (hit + apart) + background) / 2, dice: (2 * hit) / (2 * hit + apart) };
}
