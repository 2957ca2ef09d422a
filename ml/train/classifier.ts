import type { Tensor } from '@tensorflow/tfjs-core';
import { createRandom, mixSeed, type Random } from '../demo/random.ts';
import { createAdamW, oneCycle, type AdamState } from './adamw.ts';
import { augment, type Augmentation } from './augment.ts';
import { forward, type NormaliseBatch, type TensorFlow, type WeightTensors } from './forward.ts';
import { initialWeights, weightSpecs, type Network, type Weights } from './network.ts';

/** Pictures at the network's input size, and the class of each. */
export interface LabelledPictures {
  /** [count, height, width, channels], 8 bit */
  readonly pixels: Uint8Array;
  /** Index of the class, a value a picture. */
  readonly labels: Uint8Array;
}

export interface ClassifierRecipe {
  readonly network: Network;
  readonly classes: number;
  /** `(pixel − mean) / std` */
  readonly mean: number;
  readonly std: number;
  readonly epochs: number;
  readonly batch: number;
  /** Highest learning rate of the cycle. */
  readonly rate: number;
  readonly decay: number;
  /** What a label gives away to the other classes together. */
  readonly smoothing: number;
  readonly augmentation: Augmentation;
  /** Draws every class equally often, whatever its share. */
  readonly balanced: boolean;
  readonly seed: number;
}

/** All that a run needs to go on from the end of an epoch. */
export interface Checkpoint {
  readonly epoch: number;
  readonly weights: Weights;
  readonly optimiser: AdamState;
}

export interface Engine {
  readonly tf: TensorFlow;
  readonly normaliseBatch: NormaliseBatch;
}

export interface TrainingHooks {
  readonly resume?: Checkpoint;
  /** After every step; `step` of `steps`. */
  readonly onStep?: (step: number, steps: number, loss: number) => void;
  readonly onEpoch?: (checkpoint: Checkpoint, loss: number) => Promise<void> | void;
  readonly signal?: { readonly aborted: boolean };
}

/** Training came to numbers that mean nothing. */
export class DivergedError extends Error {
  constructor(epoch: number, loss: number) {
    super(`the loss became ${loss} in epoch ${epoch}: lower the learning rate, or check the labels`);
    this.name = 'DivergedError';
  }
}

/**
 * Trains a classifier from the recipe's seed: one cycle of AdamW on varied pictures, then the statistics of its norms are measured on the
 * pictures as they are.
 *
 * @throws DivergedError; Error 'cancelled' after `signal`
 */
export async function trainClassifier(
  { tf, normaliseBatch }: Engine,
  recipe: ClassifierRecipe,
  pictures: LabelledPictures,
  { resume, onStep, onEpoch, signal }: TrainingHooks = {},
): Promise<Weights> {
  const { network, classes, batch, epochs } = recipe;
  const specs = weightSpecs(network);
  const weights: Weights = copyOf(resume?.weights ?? initialWeights(network, recipe.seed));
  const optimiser = createAdamW(specs, recipe.decay, resume?.optimiser);
  const perEpoch = Math.max(1, Math.floor(pictures.labels.length / batch));
  const momentum = 0.9;

  for (let epoch = resume?.epoch ?? 0; epoch < epochs; epoch++) {
    // Every epoch has chance of its own, so that a resumed run draws what the whole one would have drawn.
    const random = createRandom(mixSeed(recipe.seed, 1 + epoch));
    const order = drawOrder(pictures.labels, classes, recipe.balanced, random);
    let sum = 0;
    for (let i = 0; i < perEpoch; i++) {
      if (signal?.aborted) throw new Error('cancelled');
      const chosen = order.subarray(i * batch, (i + 1) * batch);
      const step = epoch * perEpoch + i;
      const [x, y] = batchOf(recipe, pictures, chosen, random);
      const { loss, gradients, statistics } = await descend(x, y, chosen.length, step);
      if (!Number.isFinite(loss) || loss < 0) throw new DivergedError(epoch + 1, loss);
      optimiser.step(weights, gradients, oneCycle(recipe.rate, step, epochs * perEpoch));
      for (const [name, measured] of Object.entries(statistics)) {
        const kept = weights[name]!;
        for (let c = 0; c < kept.length; c++) kept[c] = momentum * kept[c]! + (1 - momentum) * measured[c]!;
      }
      sum += loss;
      onStep?.(step + 1, epochs * perEpoch, loss);
    }
    await onEpoch?.({ epoch: epoch + 1, weights, optimiser: optimiser.state() }, sum / perEpoch);
  }
  await measureNorms();
  return weights;

  async function descend(x: Float32Array, y: Float32Array, count: number, step: number) {
    const { width, height, channels } = network.input;
    const trained = specs.filter((spec) => spec.trained);
    const statistics: Record<string, Tensor> = {};
    const { value, grads } = tf.tidy(() => {
      const [input, target] = [
        tf.tensor4d(x, [count, height, width, channels]),
        tf.tensor2d(y, [count, classes]),
      ];
      const loss = (...tensors: Tensor[]) => {
        const named: WeightTensors = Object.fromEntries(trained.map(({ name }, i) => [name, tensors[i]!]));
        const logits = forward(tf, network, named, input, {
          normaliseBatch,
          seed: mixSeed(recipe.seed, step),
          onStatistics: (name, tensor) => (statistics[name] = tf.keep(tensor)),
        });
        return tf.losses.softmaxCrossEntropy(target, logits);
      };
      return tf.valueAndGrads(loss)(trained.map(({ name, shape }) => tf.tensor(weights[name]!, [...shape])));
    });
    const read = async (tensors: Readonly<Record<string, Tensor>>): Promise<Weights> => {
      const values = await Promise.all(
        Object.entries(tensors).map(async ([name, tensor]) => [name, await tensor.data()] as const),
      );
      return Object.fromEntries(values) as Weights;
    };
    const [loss] = await value.data();
    const gradients = await read(Object.fromEntries(trained.map(({ name }, i) => [name, grads[i]!])));
    const measured = await read(statistics);
    tf.dispose([value, grads, statistics]);
    return { loss: loss!, gradients, statistics: measured };
  }

  /**
   * The mean of what batches of unvaried pictures show, in place of the moving averages: these lag behind, and are of turned, blurred
   * copies. On castings this alone took errors from 13 to 6.
   */
  async function measureNorms(): Promise<void> {
    const sums: Record<string, Float64Array> = {};
    const batches = Math.max(1, Math.floor(pictures.labels.length / 64));
    const random = createRandom(mixSeed(recipe.seed, 0));
    const order = drawOrder(pictures.labels, classes, recipe.balanced, random);
    for (let i = 0; i < batches; i++) {
      const chosen = order.subarray(i * 64, (i + 1) * 64);
      const x = unvaried(recipe, pictures, chosen);
      const statistics: Record<string, Tensor> = {};
      tf.tidy(() => {
        const { width, height, channels } = network.input;
        forward(
          tf,
          network,
          tensorsOf(tf, network, weights),
          tf.tensor4d(x, [chosen.length, height, width, channels]),
          {
            normaliseBatch,
            seed: 0,
            onStatistics: (name, tensor) => (statistics[name] = tf.keep(tensor)),
          },
        );
      });
      for (const [name, tensor] of Object.entries(statistics)) {
        const values = await tensor.data();
        const sum = (sums[name] ??= new Float64Array(values.length));
        for (let c = 0; c < sum.length; c++) sum[c] = sum[c]! + values[c]! / batches;
      }
      tf.dispose(statistics);
    }
    for (const [name, sum] of Object.entries(sums)) weights[name]!.set(sum);
  }
}

/** Logits of pictures as they are, [count, classes]. */
export async function classify(
  { tf }: Pick<Engine, 'tf'>,
  recipe: Pick<ClassifierRecipe, 'network' | 'mean' | 'std' | 'classes'>,
  weights: Weights,
  pictures: Pick<LabelledPictures, 'pixels'>,
): Promise<Float32Array> {
  const { width, height, channels } = recipe.network.input;
  const count = pictures.pixels.length / (width * height * channels);
  const logits = new Float32Array(count * recipe.classes);
  for (let from = 0; from < count; from += 64) {
    const chosen = Int32Array.from({ length: Math.min(64, count - from) }, (_, i) => from + i);
    const x = unvaried(recipe, pictures, chosen);
    const answer = tf.tidy(() =>
      forward(
        tf,
        recipe.network,
        tensorsOf(tf, recipe.network, weights),
        tf.tensor4d(x, [chosen.length, height, width, channels]),
      ),
    );
    logits.set(await answer.data(), from * recipe.classes);
    answer.dispose();
  }
  return logits;
}

const tensorsOf = (tf: TensorFlow, network: Network, weights: Weights): WeightTensors =>
  Object.fromEntries(
    weightSpecs(network).map(({ name, shape }) => [name, tf.tensor(weights[name]!, [...shape])]),
  );

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
function batchOf(
  { network, classes, mean, std, smoothing, augmentation }: ClassifierRecipe,
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

function unvaried(
  { network, mean, std }: Pick<ClassifierRecipe, 'network' | 'mean' | 'std'>,
  { pixels }: Pick<LabelledPictures, 'pixels'>,
  chosen: Int32Array,
): Float32Array {
  const size = network.input.width * network.input.height * network.input.channels;
  const x = new Float32Array(chosen.length * size);
  for (const [at, index] of chosen.entries())
    for (let i = 0; i < size; i++) x[at * size + i] = (pixels[index * size + i]! - mean) / std;
  return x;
}

const copyOf = (weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, values.slice()]));
