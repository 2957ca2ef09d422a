import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { epsilon, type Layer, type Network } from './network.ts';

/** TensorFlow.js, handed in. */
export type TensorFlow = typeof import('@tensorflow/tfjs-core');

/** Normalises over a batch [n, h, w, c]: `(x − mean) / √(variance + epsilon) · gamma + beta`, and the statistics it took. */
export type NormaliseBatch = (
  x: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
) => { readonly y: Tensor4D; readonly mean: Tensor1D; readonly variance: Tensor1D };

/** What training does in a backend's own way, where it has a faster one. */
export interface Kernels {
  readonly normaliseBatch: NormaliseBatch;
  /** The largest of every `side` × `side` values; what is left over at the right and below is not looked at. */
  maxPool(x: Tensor4D, side: number): Tensor4D;
  relu(x: Tensor): Tensor;
}

export type WeightTensors = Readonly<Record<string, Tensor>>;

/** What a pass over a batch in training adds: noise, and the statistics of the batch by the name of the weight they belong to. */
export interface TrainingPass {
  readonly kernels: Kernels;
  /** Seed of this pass's dropout. */
  readonly seed: number;
  /** Is to `keep` them, and dispose of them in the end. */
  readonly onStatistics: (name: string, value: Tensor1D) => void;
}

/**
 * Logits of pictures. Runs inside the caller's `tidy`.
 * @param x [n, height, width, channels], as the network expects it
 * @param training absent: as the finished package computes it
 * @returns [n, units of the last layer]
 */
export function forward(
  tf: TensorFlow,
  { layers }: Network,
  weights: WeightTensors,
  x: Tensor4D,
  training?: TrainingPass,
): Tensor2D {
  let value: Tensor = x;
  for (const [at, layer] of layers.entries()) value = applyLayer(tf, layer, at, weights, value, training);
  return value as Tensor2D;
}

function applyLayer(
  tf: TensorFlow,
  layer: Layer,
  at: number,
  weights: WeightTensors,
  value: Tensor,
  training: TrainingPass | undefined,
): Tensor {
  const weight = <T extends Tensor>(part: string): T => weights[`${at}-${layer.op}/${part}`] as T;
  const picture = value as Tensor4D;
  const kernels = training?.kernels ?? plainKernels(tf);
  switch (layer.op) {
    case 'conv': {
      const y = tf.conv2d(picture, weight<Tensor4D>('kernel'), 1, 'same');
      return layer.bias ? tf.add(y, weight('bias')) : y;
    }
    case 'max-pool':
      return kernels.maxPool(picture, layer.side);
    case 'average-pool':
      return tf.avgPool(picture, layer.side, layer.side, 'valid');
    case 'norm': {
      const [gamma, beta] = [weight<Tensor1D>('gamma'), weight<Tensor1D>('beta')];
      if (!training)
        return tf.batchNorm(picture, weight<Tensor1D>('mean'), weight('variance'), beta, gamma, epsilon);
      const { y, mean, variance } = kernels.normaliseBatch(picture, gamma, beta);
      training.onStatistics(`${at}-norm/mean`, mean);
      training.onStatistics(`${at}-norm/variance`, variance);
      return y;
    }
    case 'relu':
      return kernels.relu(value);
    case 'dropout':
      return training && layer.rate > 0
        ? tf.dropout(value, layer.rate, undefined, training.seed + at)
        : value;
    case 'summary':
      return tf.concat([tf.mean(value, [1, 2]), tf.max(value, [1, 2])], 1);
    case 'flatten':
      return tf.reshape(value, [picture.shape[0], -1]);
    case 'dense':
      return tf.add(tf.matMul(value as Tensor2D, weight<Tensor2D>('kernel')), weight('bias'));
  }
}

/** The plain way, for any backend. */
export const plainKernels = (tf: TensorFlow): Kernels => ({
  normaliseBatch(x, gamma, beta) {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return {
      y: tf.batchNorm(x, mean as Tensor1D, variance as Tensor1D, beta, gamma, epsilon),
      mean: mean as Tensor1D,
      variance: variance as Tensor1D,
    };
  },
  maxPool: (x, side) => tf.maxPool(x, side, side, 'valid'),
  relu: (x) => tf.relu(x),
});
