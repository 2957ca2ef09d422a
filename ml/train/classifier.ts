import type { Tensor } from '@tensorflow/tfjs-core';
import { createRandom, mixSeed } from '../demo/random.ts';
import { createAdamW, oneCycle, type AdamState } from './adamw.ts';
import type { Augmentation } from './augmentation.ts';
import { drawOrder, plainBatch, variedBatch, type Feed, type LabelledPictures } from './batches.ts';
import { forward, type Kernels, type TensorFlow, type WeightTensors } from './forward.ts';
import { lookAround } from './turns.ts';
import { initialWeights, weightSpecs, type Network, type Weights } from './network.ts';

export interface ClassifierRecipe extends Feed {
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

export interface Engine {
  readonly tf: TensorFlow;
  readonly kernels: Kernels;
}

/** Where a run stands after a step. */
export interface TrainingStep {
  /** 1 … steps */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** At the end of an epoch: all that a later run needs to go on exactly from here. */
  readonly checkpoint?: Checkpoint;
}
export interface Checkpoint {
  /** Epochs done. */
  readonly epoch: number;
  readonly weights: Weights;
  readonly optimiser: AdamState;
}

/** Training came to numbers that mean nothing. */
export class DivergedError extends Error {
  constructor(epoch: number, loss: number) {
    super(
      `Loss became ${loss} at epoch ${epoch}. No package was made. Lower the learning rate or check labels.`,
    );
    this.name = 'DivergedError';
  }
}

const momentum = 0.9;

/**
 * Trains a classifier, a step each time it is asked: one cycle of AdamW on varied pictures; in the end the statistics of its norms are
 * measured on the pictures as they are. The same recipe and pictures give the same weights, also from a checkpoint on.
 *
 * @returns the weights
 * @throws DivergedError
 */
export async function* trainClassifier(
  engine: Engine,
  recipe: ClassifierRecipe,
  pictures: LabelledPictures,
  resume?: Checkpoint,
): AsyncGenerator<TrainingStep, Weights, void> {
  const { network, classes, batch, epochs } = recipe;
  const weights = copyOf(resume?.weights ?? initialWeights(network, recipe.seed));
  const optimiser = createAdamW(weightSpecs(network), recipe.decay, resume?.optimiser);
  const perEpoch = Math.max(1, Math.floor(pictures.labels.length / batch));
  const steps = epochs * perEpoch;

  for (let epoch = resume?.epoch ?? 0; epoch < epochs; epoch++) {
    // Every epoch has chance of its own, so that a resumed run draws what the whole one would have drawn.
    const random = createRandom(mixSeed(recipe.seed, 1 + epoch));
    const order = drawOrder(pictures.labels, classes, recipe.balanced, random);
    for (let i = 0; i < perEpoch; i++) {
      const step = epoch * perEpoch + i;
      const chosen = order.subarray(i * batch, (i + 1) * batch);
      const [x, y] = variedBatch(recipe, pictures, chosen, random);
      const { loss, gradients, statistics } = await slope(engine, recipe, weights, x, y, step);
      if (!Number.isFinite(loss) || loss < 0) throw new DivergedError(epoch + 1, loss);
      optimiser.step(weights, gradients, oneCycle(recipe.rate, step, steps));
      for (const [name, measured] of Object.entries(statistics)) {
        const kept = weights[name]!;
        for (let c = 0; c < kept.length; c++) kept[c] = momentum * kept[c]! + (1 - momentum) * measured[c]!;
      }
      const ended = i === perEpoch - 1;
      const checkpoint = () => ({ epoch: epoch + 1, weights: copyOf(weights), optimiser: optimiser.state() });
      yield { step: step + 1, steps, loss, ...(ended && { checkpoint: checkpoint() }) };
    }
  }
  await measureNorms(engine, recipe, weights, pictures);
  return weights;
}

/** Loss of a batch, which way it falls, and what the norms saw. */
async function slope(
  { tf, kernels }: Engine,
  { network, classes, seed }: ClassifierRecipe,
  weights: Weights,
  x: Float32Array,
  y: Float32Array,
  step: number,
): Promise<{ loss: number; gradients: Weights; statistics: Weights }> {
  const trained = weightSpecs(network).filter((spec) => spec.trained);
  const statistics: Record<string, Tensor> = {};
  const { value, grads } = tf.tidy(() => {
    const target = tf.tensor2d(y, [y.length / classes, classes]);
    const input = inputOf(tf, network, x);
    const loss = (...tensors: Tensor[]) => {
      const named: WeightTensors = Object.fromEntries(trained.map(({ name }, i) => [name, tensors[i]!]));
      const logits = forward(tf, network, named, input, {
        kernels,
        seed: mixSeed(seed, step),
        onStatistics: (name, tensor) => (statistics[name] = tf.keep(tensor)),
      });
      return tf.losses.softmaxCrossEntropy(target, logits);
    };
    return tf.valueAndGrads(loss)(trained.map(({ name, shape }) => tf.tensor(weights[name]!, [...shape])));
  });
  const [loss] = await value.data();
  const gradients = await read(Object.fromEntries(trained.map(({ name }, i) => [name, grads[i]!])));
  const measured = await read(statistics);
  tf.dispose([value, grads, statistics]);
  return { loss: loss!, gradients, statistics: measured };
}

/**
 * The weights of a checkpoint as those of a finished run: a copy, its norms measured.
 * @param most batches of 64 pictures to measure on; all unless said
 */
export async function settled(
  engine: Engine,
  recipe: ClassifierRecipe,
  { weights }: Pick<Checkpoint, 'weights'>,
  pictures: LabelledPictures,
  most?: number,
): Promise<Weights> {
  const copy = copyOf(weights);
  await measureNorms(engine, recipe, copy, pictures, most);
  return copy;
}

/**
 * The mean of what batches of unvaried pictures show, in place of the moving averages: these lag behind, and are of turned, blurred
 * copies (reference figures: 13 errors before, 6 after).
 */
async function measureNorms(
  { tf, kernels }: Engine,
  recipe: ClassifierRecipe,
  weights: Weights,
  pictures: LabelledPictures,
  most = Infinity,
): Promise<void> {
  const { network, classes, balanced, seed } = recipe;
  const size = 64;
  const batches = Math.max(1, Math.min(most, Math.floor(pictures.labels.length / size)));
  const order = drawOrder(pictures.labels, classes, balanced, createRandom(mixSeed(seed, 0)));
  const sums: Record<string, Float64Array> = {};
  for (let i = 0; i < batches; i++) {
    const x = plainBatch(recipe, pictures, order.subarray(i * size, (i + 1) * size));
    const statistics: Record<string, Tensor> = {};
    tf.tidy(() => {
      forward(tf, network, tensorsOf(tf, network, weights), inputOf(tf, network, x), {
        kernels,
        seed: 0,
        onStatistics: (name, tensor) => (statistics[name] = tf.keep(tensor)),
      });
    });
    for (const [name, values] of Object.entries(await read(statistics))) {
      const sum = (sums[name] ??= new Float64Array(values.length));
      for (let c = 0; c < sum.length; c++) sum[c] = sum[c]! + values[c]! / batches;
    }
    tf.dispose(statistics);
  }
  for (const [name, sum] of Object.entries(sums)) weights[name]!.set(sum);
}

/** Logits of pictures as they are, [count, classes], as the package will answer them. */
export async function classify(
  { tf }: Pick<Engine, 'tf'>,
  feed: Feed,
  weights: Weights,
  { pixels }: Pick<LabelledPictures, 'pixels'>,
): Promise<Float32Array> {
  const { network, classes } = feed;
  const { width, height, channels } = network.input;
  const count = pixels.length / (width * height * channels);
  const logits = new Float32Array(count * classes);
  for (let from = 0; from < count; from += 64) {
    const chosen = Int32Array.from({ length: Math.min(64, count - from) }, (_, i) => from + i);
    const x = plainBatch(feed, { pixels }, chosen);
    const answer = tf.tidy(() =>
      lookAround(tf, network, tensorsOf(tf, network, weights), inputOf(tf, network, x), feed.turns ?? 1),
    );
    logits.set(await answer.data(), from * classes);
    answer.dispose();
  }
  return logits;
}

function inputOf(tf: TensorFlow, { input: { width, height, channels } }: Network, x: Float32Array) {
  return tf.tensor4d(x, [x.length / (width * height * channels), height, width, channels]);
}

const tensorsOf = (tf: TensorFlow, network: Network, weights: Weights): WeightTensors =>
  Object.fromEntries(
    weightSpecs(network).map(({ name, shape }) => [name, tf.tensor(weights[name]!, [...shape])]),
  );

async function read(tensors: Readonly<Record<string, Tensor>>): Promise<Weights> {
  const values: Record<string, Float32Array> = {};
  for (const [name, tensor] of Object.entries(tensors)) values[name] = (await tensor.data()) as Float32Array;
  return values;
}

const copyOf = (weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, values.slice()]));
