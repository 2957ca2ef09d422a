import { createRandom, type Random } from '../demo/random.ts';

/**
 * A network as data, from its input to its logits. The trainer computes it in TensorFlow (`forward.ts`), the package in ONNX
 * (`network-graph.ts`); convolutions keep the size of the picture.
 */
export interface Network {
  readonly input: Picture;
  readonly layers: readonly Layer[];
}
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

export type Layer =
  | { readonly op: 'conv'; readonly filters: number; readonly side: number; readonly bias?: true }
  | { readonly op: 'max-pool' | 'average-pool'; readonly side: number }
  /** Batch normalisation. */
  | { readonly op: 'norm' }
  | { readonly op: 'relu' }
  | { readonly op: 'dropout'; readonly rate: number }
  /** Mean and maximum of every channel over the picture, side by side: [n, 2 · channels]. */
  | { readonly op: 'summary' }
  | { readonly op: 'flatten' }
  | { readonly op: 'dense'; readonly units: number };

/** A tensor of weights. `trained` is false for the statistics of a norm, which training measures and does not descend. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly trained: boolean;
  /** Standard deviation of the normal distribution it starts from, or the value. */
  readonly start: { readonly deviation: number } | { readonly value: number };
  /** Whether weight decay draws it to 0: kernels, not biases and scales. */
  readonly decays: boolean;
}

/** Values by the name of their weight, row by row. */
export type Weights = Readonly<Record<string, Float32Array>>;

/** What batch normalisation adds to a variance. */
export const epsilon = 1e-3;

/** The weights that a network has, in its order. @throws RangeError where a layer does not fit the one before it */
export function weightSpecs({ input, layers }: Network): WeightSpec[] {
  const specs: WeightSpec[] = [];
  let { width, height, channels } = input;
  let flat = false;
  for (const [at, layer] of layers.entries()) {
    const name = (part: string) => `${at}-${layer.op}/${part}`;
    if (!flat && layer.op === 'dense')
      throw new RangeError(`layer ${at}: dense comes after summary or flatten`);
    if (flat && !['dense', 'relu', 'dropout'].includes(layer.op))
      throw new RangeError(
        `layer ${at}: ${layer.op} needs a picture, and there is none after summary or flatten`,
      );
    const kernel = (shape: number[], inputs: number) =>
      specs.push({
        ...{ name: name('kernel'), shape, trained: true, decays: true },
        start: { deviation: Math.sqrt(2 / inputs) },
      });
    const vector = (part: string, size: number, value: number, trained = true) =>
      specs.push({ name: name(part), shape: [size], trained, decays: false, start: { value } });
    switch (layer.op) {
      case 'conv':
        kernel([layer.side, layer.side, channels, layer.filters], layer.side ** 2 * channels);
        if (layer.bias) vector('bias', layer.filters, 0);
        channels = layer.filters;
        break;
      case 'max-pool':
      case 'average-pool':
        width = Math.floor(width / layer.side);
        height = Math.floor(height / layer.side);
        if (width === 0 || height === 0) throw new RangeError(`layer ${at}: nothing is left to pool`);
        break;
      case 'norm':
        vector('gamma', channels, 1);
        vector('beta', channels, 0);
        vector('mean', channels, 0, false);
        vector('variance', channels, 1, false);
        break;
      case 'summary':
        [channels, flat] = [2 * channels, true];
        break;
      case 'flatten':
        [channels, flat] = [width * height * channels, true];
        break;
      case 'dense':
        kernel([channels, layer.units], channels);
        vector('bias', layer.units, 0);
        channels = layer.units;
        break;
      case 'relu':
      case 'dropout':
    }
  }
  return specs;
}

/** Weights to start from; the same for the same seed. */
export function initialWeights(network: Network, seed: number): Weights {
  const random = createRandom(seed);
  return Object.fromEntries(
    weightSpecs(network).map(({ name, shape, start }) => [
      name,
      Float32Array.from({ length: sizeOf(shape) }, () =>
        'value' in start ? start.value : start.deviation * cutNormal(random),
      ),
    ]),
  );
}

/** How many numbers training chooses. */
export const parameterCount = (network: Network): number =>
  weightSpecs(network)
    .filter(({ trained }) => trained)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** Cut at two deviations, as usual for first weights. */
function cutNormal(random: Random): number {
  for (;;) {
    const value = normal(random);
    if (Math.abs(value) <= 2) return value;
  }
}

/** A standard normal number, by Box and Muller. */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
