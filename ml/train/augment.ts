import type { Random } from '../demo/random.ts';
import type { Augmentation } from './augmentation.ts';
import type { Picture } from './network.ts';
import { alter } from './alter.ts';

/** From a pixel (x, y) of the copy to the place in the picture that it shows: `x' = a·x + b·y + c`, `y' = d·x + e·y + f`. */
export type Move = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * A varied copy of a picture: moved as drawn, then its levels altered.
 * @param pixels [height, width, channels], 8 bit
 * @param into gets as many values, 0 to 255
 */
export function augment(
  pixels: Uint8Array,
  picture: Picture,
  settings: Augmentation,
  random: Random,
  into: Float32Array,
): void {
  movePixels(pixels, picture, drawMove(settings, picture, random), into);
  alter(into, picture, settings, random);
}

/** Draws how a copy lies. */
export function drawMove(settings: Augmentation, { width, height }: Picture, random: Random): Move {
  const drawn = (some: { readonly probability: number } | undefined, range: number): number => {
    const does = random.next() < (some?.probability ?? 0);
    const value = random.between(-1, 1) * range;
    return does ? value : 0;
  };
  const angle = (drawn(settings.rotation, settings.rotation?.degrees ?? 0) * Math.PI) / 180;
  const larger = 1 + drawn(settings.scale, settings.scale?.share ?? 0);
  const part = 1 - Math.abs(drawn(settings.crop, settings.crop?.share ?? 0));
  const [cropX, cropY] = [random.between(-0.5, 0.5), random.between(-0.5, 0.5)];
  const shift = settings.shift?.share ?? 0;
  const dx = (drawn(settings.shift, shift) + (1 - part) * cropX) * width;
  const dy = (drawn(settings.shift, shift) + (1 - part) * cropY) * height;
  const flipX = random.next() < (settings.mirror?.horizontal ?? 0) ? -1 : 1;
  const flipY = random.next() < (settings.mirror?.vertical ?? 0) ? -1 : 1;

  const zoom = part / larger;
  const [cos, sin] = [Math.cos(angle) * zoom, Math.sin(angle) * zoom];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const [a, b, d, e] = [flipX * cos, -flipX * sin, flipY * sin, flipY * cos];
  return [
    ...([a, b, middleX + dx - a * middleX - b * middleY] as const),
    ...([d, e, middleY + dy - d * middleX - e * middleY] as const),
  ];
}

/** One bilinear resampling; what comes from outside is mirrored at the border. */
export function movePixels(
  pixels: Uint8Array,
  { width, height, channels }: Picture,
  [a, b, c, d, e, f]: Move,
  into: Float32Array,
): void {
  // Written out plainly: this runs for every pixel of every step, and the tidier form took 2.5 times as long.
  const row = width * channels;
  let out = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = a * x + b * y + c;
      const sourceY = d * x + e * y + f;
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      const fx = sourceX - left;
      const fy = sourceY - top;
      const x0 = inside(left, width) * channels;
      const x1 = inside(left + 1, width) * channels;
      const y0 = inside(top, height) * row;
      const y1 = inside(top + 1, height) * row;
      for (let channel = 0; channel < channels; channel++) {
        const above = pixels[y0 + x0 + channel]! * (1 - fx) + pixels[y0 + x1 + channel]! * fx;
        const below = pixels[y1 + x0 + channel]! * (1 - fx) + pixels[y1 + x1 + channel]! * fx;
        into[out++] = above * (1 - fy) + below * fy;
      }
    }
  }
}

/** A mask moves with its picture, without mixing values; what comes from outside is 0. */
export function moveMask(
  mask: Uint8Array,
  { width, height }: Omit<Picture, 'channels'>,
  move: Move,
): Uint8Array {
  const [a, b, c, d, e, f] = move;
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    const [sourceX, sourceY] = [Math.round(a * x + b * y + c), Math.round(d * x + e * y + f)];
    const within = sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height;
    return within ? mask[sourceY * width + sourceX]! : 0;
  });
}

/** The smallest upright box about a box that moved with its picture, cut at the border; null where less than 40 % of it is left. */
export function moveBox(
  [x, y, width, height]: readonly [number, number, number, number],
  size: Omit<Picture, 'channels'>,
  [a, b, c, d, e, f]: Move,
): readonly [number, number, number, number] | null {
  const determinant = a * e - b * d;
  // Pixel centres lie at whole numbers, the corners of a box between them.
  const corners = [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ].map(([u = 0, v = 0]) => {
    const [px, py] = [u - 0.5 - c, v - 0.5 - f];
    return [(e * px - b * py) / determinant + 0.5, (a * py - d * px) / determinant + 0.5] as const;
  });
  const [xs, ys] = [corners.map(([u]) => u), corners.map(([, v]) => v)];
  const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const cut = [
    Math.max(0, left),
    Math.max(0, top),
    Math.min(size.width, right),
    Math.min(size.height, bottom),
  ] as const;
  const [w, h] = [cut[2] - cut[0], cut[3] - cut[1]];
  if (w <= 0 || h <= 0 || w * h < 0.4 * (right - left) * (bottom - top)) return null;
  return [cut[0], cut[1], w, h];
}

/** A place outside, mirrored at the border pixel as often as it takes. */
function inside(at: number, size: number): number {
  if (at >= 0 && at < size) return at;
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const along = ((at % period) + period) % period;
  return along < size ? along : period - along;
}
