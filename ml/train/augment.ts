import type { Random } from '../demo/random.ts';
import type { Picture } from './network.ts';

/** How pictures are varied while training. Each is drawn anew for every picture; 0 leaves it alone. */
export interface Augmentation {
  /** Up to so many degrees either way; 180: any. */
  readonly rotation: number;
  /** Probability of a mirror image, left to right and top to bottom. */
  readonly mirror: { readonly horizontal: number; readonly vertical: number };
  /** Up to this share of the side, either way. */
  readonly shift: number;
  /** Larger or smaller by up to this share. */
  readonly scale: number;
  /** Contrast about the middle grey: times 1 ± this. */
  readonly contrast: number;
  /** Brightness: plus or minus up to so many grey levels. */
  readonly brightness: number;
}

/**
 * A varied copy of a picture. Moves and turns take one bilinear resampling; what comes from outside is mirrored at the border.
 * @param pixels [height, width, channels], 8 bit
 * @param into gets as many values, 0 to 255 and, for contrast and brightness, a little beyond
 */
export function augment(
  pixels: Uint8Array,
  { width, height, channels }: Picture,
  settings: Augmentation,
  random: Random,
  into: Float32Array,
): void {
  const angle = (random.between(-1, 1) * settings.rotation * Math.PI) / 180;
  const scale = 1 + random.between(-1, 1) * settings.scale;
  const [dx, dy] = [
    random.between(-1, 1) * settings.shift * width,
    random.between(-1, 1) * settings.shift * height,
  ];
  const flipX = random.next() < settings.mirror.horizontal ? -1 : 1;
  const flipY = random.next() < settings.mirror.vertical ? -1 : 1;
  const gain = 1 + random.between(-1, 1) * settings.contrast;
  const offset = random.between(-1, 1) * settings.brightness;

  // From a pixel of the copy to the place in the picture that it shows.
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  let out = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [x - middleX - dx, y - middleY - dy];
      const sourceX = middleX + flipX * (cos * u - sin * v);
      const sourceY = middleY + flipY * (sin * u + cos * v);
      const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
      const [fx, fy] = [sourceX - left, sourceY - top];
      const [x0, x1] = [inside(left, width) * channels, inside(left + 1, width) * channels];
      const [y0, y1] = [inside(top, height) * width * channels, inside(top + 1, height) * width * channels];
      for (let c = 0; c < channels; c++) {
        const above = pixels[y0 + x0 + c]! * (1 - fx) + pixels[y0 + x1 + c]! * fx;
        const below = pixels[y1 + x0 + c]! * (1 - fx) + pixels[y1 + x1 + c]! * fx;
        into[out++] = (above * (1 - fy) + below * fy - 128) * gain + 128 + offset;
      }
    }
  }
}

/** A place outside, mirrored at the border pixel as often as it takes. */
function inside(at: number, size: number): number {
  if (at >= 0 && at < size) return at;
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const along = ((at % period) + period) % period;
  return along < size ? along : period - along;
}
