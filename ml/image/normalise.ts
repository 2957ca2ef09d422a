/** From a byte to the number a model reads: tables of 256, so that every way of making a tensor gives the same floats. */
import type { ModelInput } from '../package/manifest.ts';
import { greyLevels } from './colour.ts';
import type { Frame } from './frame.ts';

/** Weights of red, green and blue in a grey level, 16 bit, `(… + 32768) >> 16`; as the library of the kernel's name has them. */
export function greyWeights(kernel: ModelInput['kernel']): readonly [number, number, number] {
  return kernel === 'pil-bilinear/u8' || kernel === 'pil12-bilinear/u8'
    ? [19595, 38470, 7471]
    : [19596, 38470, 7470];
}

/** (level · scale − mean) / std of one channel, computed in 64 bit and rounded once to 32. */
export function normalise(input: ModelInput, channel: number, level: number): number {
  const mean = input.mean[input.mean.length === 1 ? 0 : channel]!;
  const std = input.std[input.std.length === 1 ? 0 : channel]!;
  return Math.fround((level * input.scale - mean) / std);
}

/**
 * One table for each channel of the tensor, in its order. A model fed from a Y plane (grey model, or grey frame) reads Y values; those
 * of a limited range are spread to 0 to 255 here, after the resize.
 */
export function tablesOf(input: ModelInput, frame: Pick<Frame, 'layout' | 'colour'>): Float32Array[] {
  const levels = readsLuma(input, frame.layout) ? greyLevels(frame.colour.range) : undefined;
  return Array.from({ length: input.channels }, (_, channel) =>
    Float32Array.from({ length: 256 }, (_, value) => normalise(input, channel, levels?.[value] ?? value)),
  );
}

/** Whether one plane is enough: grey frames, and the Y plane of a camera frame for a grey model. */
export function readsLuma(input: ModelInput, layout: Frame['layout']): boolean {
  return layout === 'grey' || (layout === 'i420' && input.channels === 1);
}

/** Where the red, green and blue bytes go: the channel of the tensor each of them fills. */
export function channelOrder(colour: ModelInput['colour']): readonly [number, number, number] {
  return colour === 'bgr' ? [2, 1, 0] : colour === 'rgb' ? [0, 1, 2] : [0, 0, 0];
}

/** Refuses an input description that contradicts itself. */
export function checkInput(input: ModelInput): void {
  const { channels, colour } = input;
  if ((colour === 'grey') !== (channels === 1))
    throw new Error(`colour ${colour} does not go with ${channels} channel${channels === 1 ? '' : 's'}`);
  for (const [name, list] of [
    ['mean', input.mean],
    ['std', input.std],
  ] as const)
    if (list.length !== 1 && list.length !== channels)
      throw new Error(`${name} must have 1 or ${channels} numbers, got ${list.length}`);
  if (input.std.includes(0)) throw new Error('std must not be 0');
}
