import type { Random } from '../demo/random.ts';
import type { ModelInput } from '../package/manifest.ts';
import { smooth } from '../train/alter.ts';
import { jpegBlocks } from '../train/jpeg-blocks.ts';
import { normal } from '../train/network.ts';

/** Something done to what the model is given, at its size: light, blur, noise, storage. */
export type Change =
  /** Gaussian, in the units of the normalised input; nothing is clipped. */
  | { readonly kind: 'noise'; readonly sigma: number }
  /** Gaussian, in pixels of the input. */
  | { readonly kind: 'blur'; readonly sigma: number }
  /** Added, in grey levels; clipped at 0 and 255. */
  | { readonly kind: 'brightness'; readonly levels: number }
  /** Blocks as JPEG of this quality leaves them. */
  | { readonly kind: 'jpeg'; readonly quality: number };

/** What a robustness table tries. */
export const usualChanges: readonly Change[] = [
  ...[0.1, 0.3, 1].map((sigma) => ({ kind: 'noise', sigma }) as const),
  ...[0.5, 1, 2].map((sigma) => ({ kind: 'blur', sigma }) as const),
  ...[-30, -10, 10, 30].map((levels) => ({ kind: 'brightness', levels }) as const),
  ...[90, 60, 30].map((quality) => ({ kind: 'jpeg', quality }) as const),
];

/** One unit of the normalised input, in grey levels (0 to 255): the mean over the channels. */
export const levelsOf = ({ std, scale }: Pick<ModelInput, 'std' | 'scale'>): number =>
  std.reduce((sum, one) => sum + one, 0) / std.length / scale;

/** With its unit. */
export function changeInWords(change: Change, input: Pick<ModelInput, 'std' | 'scale'>): string {
  switch (change.kind) {
    case 'noise': {
      const levels = (change.sigma * levelsOf(input)).toFixed(1);
      return `noise, sigma ${change.sigma} of the normalised input (${levels} grey levels)`;
    }
    case 'blur':
      return `blur, sigma ${change.sigma} pixels of the input`;
    case 'brightness':
      return `brightness ${change.levels > 0 ? '+' : ''}${change.levels} grey levels`;
    case 'jpeg':
      return `JPEG, quality ${change.quality}`;
  }
}

/** A changed copy of a model's input. @param tensor as the manifest's layout has it */
export function changed(
  tensor: Float32Array,
  input: ModelInput,
  change: Change,
  random: Random,
): Float32Array<ArrayBuffer> {
  if (change.kind === 'noise') return tensor.map((value) => value + change.sigma * normal(random));
  const { width, height, channels, layout, scale, mean, std } = input;
  const of = (list: readonly number[], channel: number) => list[channel] ?? list[0] ?? 0;
  const place = (pixel: number, channel: number) =>
    layout === 'nchw' ? channel * width * height + pixel : pixel * channels + channel;
  const levels = new Float32Array(tensor.length);
  for (let at = 0; at < levels.length; at++) {
    const [pixel, channel] = [Math.floor(at / channels), at % channels];
    levels[at] = (tensor[place(pixel, channel)]! * of(std, channel) + of(mean, channel)) / scale;
  }
  if (change.kind === 'blur') smooth(levels, input, change.sigma);
  else if (change.kind === 'jpeg') jpegBlocks(levels, input, change.quality);
  else
    for (let at = 0; at < levels.length; at++)
      levels[at] = Math.min(255, Math.max(0, levels[at]! + change.levels));
  const out = new Float32Array(tensor.length);
  for (let at = 0; at < levels.length; at++) {
    const [pixel, channel] = [Math.floor(at / channels), at % channels];
    out[place(pixel, channel)] = (levels[at]! * scale - of(mean, channel)) / of(std, channel);
  }
  return out;
}
