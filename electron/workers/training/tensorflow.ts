import { createRequire } from 'node:module';
import util from 'node:util';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { normaliseBatch, type NormaliseBatch, type TensorFlow } from '../../../ml/train/forward.ts';
import { epsilon } from '../../../ml/train/network.ts';

/** TensorFlow on this machine. The only file that names tfjs-node. */
export interface TrainingEngine {
  readonly tf: TensorFlow;
  readonly normaliseBatch: NormaliseBatch;
  /** Name and version, for the record. */
  readonly name: string;
}

/**
 * @param threads of one operation; with 1 a run repeats bit by bit
 * @throws Error when its native library is missing: `loupe setup training` brings it
 */
export function loadTensorFlow(threads: number): TrainingEngine {
  // Node 23 took these out; tfjs-node 4.22 still asks for them.
  const before: { isNullOrUndefined?: unknown; isArray?: unknown } = util;
  before.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  before.isArray = Array.isArray;
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] = '1';
  const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node') as TensorFlow & {
    readonly version: Readonly<Record<string, string>>;
  };
  return { tf, normaliseBatch: fusedNormalise(tf), name: `tfjs-node ${tf.version['tfjs-core']}` };
}

interface NodeBackend {
  readonly binding: Readonly<Record<string, unknown>>;
  executeMultipleOutputs(
    op: string,
    attributes: unknown,
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

/** Batch normalisation by TensorFlow's own fused kernels, forwards and backwards: two operations in place of about eighty. */
function fusedNormalise(tf: TensorFlow): NormaliseBatch {
  if (tf.getBackend() !== 'tensorflow') return normaliseBatch(tf);
  const backend = tf.backend() as unknown as NodeBackend;
  const { binding } = backend;
  const attributes = [
    { name: 'T', type: binding['TF_ATTR_TYPE'], value: binding['TF_FLOAT'] },
    { name: 'U', type: binding['TF_ATTR_TYPE'], value: binding['TF_FLOAT'] },
    { name: 'epsilon', type: binding['TF_ATTR_FLOAT'], value: epsilon },
    { name: 'data_format', type: binding['TF_ATTR_STRING'], value: 'NHWC' },
    { name: 'is_training', type: binding['TF_ATTR_BOOL'], value: true },
  ];
  return (input, scale, shift) => {
    let statistics: [Tensor1D, Tensor1D] | undefined;
    const normalise = tf.customGrad((...args) => {
      const [x, gamma, beta, save] = args as unknown as [Tensor, Tensor, Tensor, (kept: Tensor[]) => void];
      const none = tf.tensor1d([]);
      const [y, mean, variance, ...reserved] = backend.executeMultipleOutputs(
        'FusedBatchNormV3',
        attributes,
        [x, gamma, beta, none, none],
        6,
      ) as [Tensor4D, Tensor1D, Tensor1D, ...Tensor[]];
      // The gradient's own scope would end them.
      statistics = [tf.keep(mean), tf.keep(variance)];
      save([x, gamma, ...reserved]);
      return {
        value: y,
        gradFunc: (dy: Tensor, saved: Tensor[]) =>
          backend.executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, ...saved], 5).slice(0, 3),
      };
    });
    const y = normalise(input, scale, shift) as Tensor4D;
    return { y, mean: statistics![0], variance: statistics![1] };
  };
}
