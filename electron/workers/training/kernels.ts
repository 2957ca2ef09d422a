import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import {
  plainKernels,
  type Kernels,
  type NormaliseBatch,
  type TensorFlow,
} from '../../../ml/train/forward.ts';
import { epsilon } from '../../../ml/train/network.ts';

/** What tfjs-node's backend offers besides TensorFlow.js's own operations: TensorFlow's, by name. */
interface NodeBackend {
  readonly binding: Readonly<Record<string, unknown>>;
  executeSingleOutput(op: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}
interface Attribute {
  readonly name: string;
  readonly type: unknown;
  readonly value: unknown;
}
type Save = (kept: Tensor[]) => void;

/**
 * TensorFlow's own kernels for what TensorFlow.js puts together from many operations, or has a slow one for. On another backend, or where
 * this library lacks one, the plain way takes its place.
 */
export function nodeKernels(tf: TensorFlow): Kernels {
  const plain = plainKernels(tf);
  if (tf.getBackend() !== 'tensorflow') return plain;
  const backend = tf.backend() as unknown as NodeBackend;
  const fast = fastMaxPool(tf, backend);
  return {
    normaliseBatch: fusedNormalise(tf, backend),
    maxPool: works(tf, fast) ? fast : plain.maxPool,
    relu: relu(tf, backend),
  };
}

const attributesOf = ({ binding }: NodeBackend) => ({
  type: (name: string): Attribute => ({ name, type: binding['TF_ATTR_TYPE'], value: binding['TF_FLOAT'] }),
  float: (name: string, value: number): Attribute => ({ name, type: binding['TF_ATTR_FLOAT'], value }),
  text: (name: string, value: string): Attribute => ({ name, type: binding['TF_ATTR_STRING'], value }),
  flag: (name: string): Attribute => ({ name, type: binding['TF_ATTR_BOOL'], value: true }),
  integers: (name: string, value: readonly number[]): Attribute => ({
    ...{ name, type: binding['TF_ATTR_INT'], value },
  }),
});

/** Forwards and backwards in one operation each, in place of about eighty. */
function fusedNormalise(tf: TensorFlow, backend: NodeBackend): NormaliseBatch {
  const { type, float, text, flag } = attributesOf(backend);
  const attributes = [
    ...[type('T'), type('U'), float('epsilon', epsilon)],
    ...[text('data_format', 'NHWC'), flag('is_training')],
  ];
  return (input, scale, shift) => {
    let statistics: [Tensor1D, Tensor1D] | undefined;
    const normalise = tf.customGrad((...args) => {
      const [x, gamma, beta, save] = args as unknown as [Tensor, Tensor, Tensor, Save];
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

/**
 * oneDNN's pooling, which Keras gets in a compiled graph: it remembers where each maximum was, where TensorFlow's plain gradient looks for
 * it again (48 ms against 3 for 32 × 128 × 128 × 12 values).
 */
function fastMaxPool(tf: TensorFlow, backend: NodeBackend): Kernels['maxPool'] {
  const { type, text, flag, integers } = attributesOf(backend);
  return (input, side) => {
    const attributes = [
      ...[type('T'), integers('ksize', [1, side, side, 1]), integers('strides', [1, side, side, 1])],
      ...[text('padding', 'VALID'), text('data_format', 'NHWC')],
      ...[flag('workspace_enabled'), text('_kernel', 'MklNameChangeOp')],
    ];
    const pool = tf.customGrad((...args) => {
      const [x, save] = args as unknown as [Tensor, Save];
      const [y, places] = backend.executeMultipleOutputs('_MklNativeMaxPool', attributes, [x], 2);
      save([x, y!, places!]);
      return {
        value: y!,
        gradFunc: (dy: Tensor, [from, to, at]: Tensor[]) =>
          backend.executeSingleOutput('_MklNativeMaxPoolGrad', attributes, [from!, to!, dy, at!]),
      };
    });
    return pool(input) as Tensor4D;
  };
}

/** Tried once, on a tensor whose answer is known: libraries without oneDNN do not have the operation. */
function works(tf: TensorFlow, maxPool: Kernels['maxPool']): boolean {
  try {
    return tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 4, 3, 8, 7, 5, 6, 9], [1, 3, 3, 1]);
      const { value, grad } = tf.valueAndGrad((some) => tf.sum(maxPool(some as Tensor4D, 2)))(x);
      return value.dataSync()[0] === 8 && grad.dataSync().join() === '0,0,0,0,1,0,0,0,0';
    });
  } catch {
    return false;
  }
}

/** TensorFlow.js makes its gradient of eight operations. */
function relu(tf: TensorFlow, backend: NodeBackend): Kernels['relu'] {
  const attributes = [attributesOf(backend).type('T')];
  return (input) =>
    tf.customGrad((...args) => {
      const [x, save] = args as unknown as [Tensor, Save];
      const y = tf.relu(x);
      save([y]);
      return {
        value: y,
        gradFunc: (dy: Tensor, [kept]: Tensor[]) =>
          backend.executeSingleOutput('ReluGrad', attributes, [dy, kept!]),
      };
    })(input);
}
