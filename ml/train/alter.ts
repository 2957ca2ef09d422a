import type { Random } from '../demo/random.ts';
import type { Augmentation } from './augmentation.ts';
import { jpegBlocks } from './jpeg-blocks.ts';
import { normal, type Picture } from './network.ts';

/**
 * Alters the levels of a picture in place, in the order in which a camera would: light, blur, noise, storage. Ends within 0 and 255.
 * @param values [height, width, channels]
 */
export function alter(values: Float32Array, picture: Picture, settings: Augmentation, random: Random): void {
  const { brightness, contrast, colour, blur, noise, saltAndPepper, jpeg } = settings;
  const does = (some: { readonly probability: number } | undefined): boolean =>
    some !== undefined && random.next() < some.probability;
  const { channels } = picture;

  if (does(contrast))
    shade(values, channels, Array(channels).fill(1 + random.between(-1, 1) * contrast!.share), 128);
  if (does(colour))
    shade(
      values,
      channels,
      Array.from({ length: channels }, () => 1 + random.between(-1, 1) * colour!.share),
      0,
    );
  if (does(brightness)) {
    const levels = random.between(-1, 1) * brightness!.levels;
    for (let i = 0; i < values.length; i++) values[i] = values[i]! + levels;
  }
  if (does(blur)) smooth(values, picture, random.next() * blur!.deviation);
  if (does(noise)) {
    const deviation = random.next() * noise!.levels;
    for (let i = 0; i < values.length; i++) values[i] = values[i]! + deviation * normal(random);
  }
  if (does(saltAndPepper)) {
    const count = Math.round(random.next() * saltAndPepper!.share * (values.length / channels));
    for (let i = 0; i < count; i++) {
      const at = random.below(values.length / channels) * channels;
      values.fill(random.next() < 0.5 ? 0 : 255, at, at + channels);
    }
  }
  for (let i = 0; i < values.length; i++) values[i] = Math.min(255, Math.max(0, values[i]!));
  if (does(jpeg)) jpegBlocks(values, picture, random.between(jpeg!.quality, 100));
}

/** Times a gain for each channel, about a level. */
function shade(values: Float32Array, channels: number, gains: readonly number[], about: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - about) * gains[i % channels]! + about;
}

/** Gaussian blur in two passes; the border pixel goes on outside. */
export function smooth(values: Float32Array, { width, height, channels }: Picture, deviation: number): void {
  const reach = Math.ceil(3 * deviation);
  if (reach === 0) return;
  const taps = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)),
  );
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  const pass = (size: number, stride: number, lines: number, lineStride: (line: number) => number): void => {
    const line = new Float32Array(size);
    for (let l = 0; l < lines; l++) {
      const from = lineStride(l);
      for (let i = 0; i < size; i++) line[i] = values[from + i * stride]!;
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let t = -reach; t <= reach; t++)
          sum += taps[t + reach]! * line[Math.min(size - 1, Math.max(0, i + t))]!;
        values[from + i * stride] = sum / total;
      }
    }
  };
  pass(
    width,
    channels,
    height * channels,
    (l) => Math.floor(l / channels) * width * channels + (l % channels),
  );
  pass(height, width * channels, width * channels, (l) => l);
}
