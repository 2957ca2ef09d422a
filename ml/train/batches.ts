import type { Random } from '../demo/random.ts';
import { augment } from './augment.ts';
import type { Augmentation } from './augmentation.ts';
import type { Network } from './network.ts';
import type { Turns } from './turns.ts';

/** Pictures at the network's input size, and the class of each. */
export interface LabelledPictures {
  /** [count, height, width, channels], 8 bit */
  readonly pixels: Uint8Array;
  /** Index of the class, a value a picture. */
  readonly labels: Uint8Array;
}

/** How pictures become numbers for the network. */
export interface Feed {
  readonly network: Network;
  readonly classes: number;
  /** `(pixel − mean) / std` */
  readonly mean: number;
  readonly std: number;
  /** 1 unless said; in training pictures are turned by chance, and shown once. */
  readonly turns?: Turns;
}

/** Which pictures an epoch sees, in which order: all of them once, or, balanced, as many with every class as often as the others. */
export function drawOrder(
  labels: Uint8Array,
  classes: number,
  balanced: boolean,
  random: Random,
): Int32Array {
  const all = shuffled(Int32Array.from(labels.keys()), random);
  if (!balanced) return all;
  const members = Array.from({ length: classes }, (_, label) =>
    all.filter((i) => labels[i] === label),
  ).filter((some) => some.length > 0);
  return shuffled(
    all.map((_, i) => {
      const some = members[i % members.length]!;
      return some[Math.floor(i / members.length) % some.length]!;
    }),
    random,
  );
}

function shuffled(values: Int32Array, random: Random): Int32Array {
  const out = values.slice();
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

/** Varied pictures as the network takes them, and what it should answer. */
export function variedBatch(
  {
    network,
    classes,
    mean,
    std,
    smoothing,
    augmentation,
  }: Feed & { readonly smoothing: number; readonly augmentation: Augmentation },
  { pixels, labels }: LabelledPictures,
  chosen: Int32Array,
  random: Random,
): [Float32Array, Float32Array] {
  const size = network.input.width * network.input.height * network.input.channels;
  const x = new Float32Array(chosen.length * size);
  const y = new Float32Array(chosen.length * classes).fill(smoothing / classes);
  for (const [at, index] of chosen.entries()) {
    const into = x.subarray(at * size, (at + 1) * size);
    augment(pixels.subarray(index * size, (index + 1) * size), network.input, augmentation, random, into);
    const label = at * classes + labels[index]!;
    y[label] = y[label]! + 1 - smoothing;
  }
  for (let i = 0; i < x.length; i++) x[i] = (x[i]! - mean) / std;
  return [x, y];
}

/** Pictures as they are, as the network takes them. */
export function plainBatch(
  { network, mean, std }: Omit<Feed, 'classes'>,
  { pixels }: Pick<LabelledPictures, 'pixels'>,
  chosen: Int32Array,
): Float32Array {
  const size = network.input.width * network.input.height * network.input.channels;
  const x = new Float32Array(chosen.length * size);
  for (const [at, index] of chosen.entries())
    for (let i = 0; i < size; i++) x[at * size + i] = (pixels[index * size + i]! - mean) / std;
  return x;
}
