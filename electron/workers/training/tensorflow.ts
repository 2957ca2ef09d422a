import { createRequire } from 'node:module';
import util from 'node:util';
import type { Kernels, TensorFlow } from '../../../ml/train/forward.ts';
import { nodeKernels } from './kernels.ts';

/** TensorFlow on this machine. The only file that names tfjs-node. */
export interface TrainingEngine {
  readonly tf: TensorFlow;
  readonly kernels: Kernels;
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
  return { tf, kernels: nodeKernels(tf), name: `tfjs-node ${tf.version['tfjs-core']}` };
}
