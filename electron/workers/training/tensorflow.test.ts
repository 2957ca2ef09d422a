import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../ml/demo/random.ts';
import { plainKernels, type Kernels } from '../../../ml/train/forward.ts';
import { engine } from './engine.fixture.ts';
import type { TrainingEngine } from './tensorflow.ts';

/**
 * Backends of TensorFlow.js have been wrong in silence. Every operation that training differentiates is held against finite differences.
 */
describe.skipIf(engine === null)('gradients', () => {
  const { tf, kernels: fast } = engine ?? ({} as TrainingEngine);
  const plain = engine ? plainKernels(tf) : ({} as Kernels);
  const values = (shape: readonly number[], seed: number): Tensor => {
    const random = createRandom(seed);
    return tf.tensor(
      Float32Array.from({ length: shape.reduce((n, size) => n * size, 1) }, () => random.between(-0.5, 0.5)),
      [...shape],
    );
  };
  type Run = (...inputs: Tensor[]) => Tensor;
  const conv = (x: Tensor, w: Tensor) => tf.conv2d(x as Tensor4D, w as Tensor4D, 1, 'same');
  const norm = (how: Kernels) => (x: Tensor, gamma: Tensor, beta: Tensor) =>
    how.normaliseBatch(x as Tensor4D, gamma as Tensor1D, beta as Tensor1D).y;
  const truth = [
    [0.9, 0.1],
    [0, 1],
  ];
  /** What is differentiated, and the shapes of its inputs. */
  const cases: readonly (readonly [string, string, Run])[] = [
    ['conv2d', '2×5×5×3 3×3×3×4', conv as Run],
    ['conv2d of an even side', '2×5×5×2 2×2×2×3', conv as Run],
    ['max-pool, fast', '2×5×5×3', (x) => fast.maxPool(x as Tensor4D, 2)],
    ['max-pool, plain', '2×5×5×3', (x) => plain.maxPool(x as Tensor4D, 2)],
    ['average-pool', '2×5×5×3', (x) => tf.avgPool(x as Tensor4D, 2, 2, 'valid')],
    ['norm, fused', '2×3×3×2 2 2', (...inputs) => norm(fast)(inputs[0]!, inputs[1]!, inputs[2]!)],
    ['norm, plain', '2×3×3×2 2 2', (...inputs) => norm(plain)(inputs[0]!, inputs[1]!, inputs[2]!)],
    ['relu, fast', '20', (x) => fast.relu(x!)],
    ['relu, plain', '20', (x) => plain.relu(x!)],
    ['mean', '2×3×3×2', (x) => tf.mean(x!, [1, 2])],
    ['maximum', '2×3×3×2', (x) => tf.max(x!, [1, 2])],
    ['concat', '2×3 2×2', (...inputs) => tf.concat(inputs as Tensor2D[], 1)],
    ['product', '3×4 4×2', (x, w) => tf.matMul(x as Tensor2D, w as Tensor2D)],
    ['cross entropy', '2×2', (x) => tf.losses.softmaxCrossEntropy(truth, x as Tensor2D)],
  ];

  test.each(cases)('%s', async (_, shapes, run) => {
    const inputs = shapes.split(' ').map((shape, i) => values(shape.split('×').map(Number), i + 1));
    const loss = (...tensors: Tensor[]): Tensor => {
      const y = run(...tensors);
      return tf.sum(tf.mul(y, values(y.shape, 99)));
    };
    const { grads } = tf.valueAndGrads((...tensors) => loss(...tensors) as Tensor<never>)(inputs);
    for (const [which, input] of inputs.entries()) {
      const [got, start] = [await grads[which]!.data(), await input.data()];
      for (let at = 0; at < start.length; at += Math.max(1, Math.floor(start.length / 12))) {
        const [up, down] = [1, -1].map((sign) => {
          const moved = Float32Array.from(start);
          moved[at]! += sign * 1e-2;
          return loss(...inputs.with(which, tf.tensor(moved, input.shape))).dataSync()[0]!;
        });
        expect(got[at], `input ${which}, value ${at}`).toBeCloseTo((up! - down!) / 2e-2, 2);
      }
    }
  });

  test('fused and plain normalisation agree', async () => {
    const inputs = [values([4, 6, 6, 3], 1), values([3], 2), values([3], 3)] as [
      Tensor4D,
      Tensor1D,
      Tensor1D,
    ];
    const [one, other] = [fast.normaliseBatch(...inputs), plain.normaliseBatch(...inputs)];
    for (const part of ['y', 'mean'] as const)
      expect([...(await one[part].data())].map((x) => x.toFixed(4))).toEqual(
        [...(await other[part].data())].map((x) => x.toFixed(4)),
      );
    // TensorFlow's kernel gives the unbiased variance, as the running statistics want it.
    const unbiased = [...(await other.variance.data())].map((x) => (x * 144) / 143);
    expect([...(await one.variance.data())].map((x) => x.toFixed(4))).toEqual(
      unbiased.map((x) => x.toFixed(4)),
    );
  });
});
