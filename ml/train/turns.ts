import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { forward, type TensorFlow, type WeightTensors } from './forward.ts';
import { ints, type GraphBuilder } from './graph-builder.ts';
import type { Network } from './network.ts';

/**
 * How often a picture is looked at, each time a quarter turn further; the answer is the mean of the logits. With 4, for parts that may lie in
 * any direction on a square input; it takes four times as long to judge.
 */
export type Turns = 1 | 4;

/** Logits of pictures [n, side, side, channels], as the finished package computes them. Runs inside the caller's `tidy`. */
export function lookAround(
  tf: TensorFlow,
  network: Network,
  weights: WeightTensors,
  x: Tensor4D,
  turns: Turns,
): Tensor2D {
  if (turns === 1) return forward(tf, network, weights, x);
  const turned = tf.transpose(x, [0, 2, 1, 3]);
  const views = [x, tf.reverse(turned, 1), tf.reverse(x, [1, 2]), tf.reverse(turned, 2)];
  const answers = views.map((view) => forward(tf, network, weights, view));
  return tf.mul(tf.addN(answers), 1 / views.length);
}

/** The same views of [1, channels, side, side] in ONNX, as a batch: [4, channels, side, side]. */
export function viewsAround(builder: GraphBuilder, input: string): string {
  const flip = (value: string, ...axes: number[]) => {
    const all = (name: string, each: number) => builder.integers(name, Array<number>(axes.length).fill(each));
    const [name, backwards] = [axes.join('-'), axes.length];
    return builder.node('Slice', [
      ...[value, all(`flip-${backwards}/from`, -1), all(`flip-${backwards}/to`, -(2 ** 31))],
      ...[builder.integers(`flip/axes-${name}`, axes), all(`flip-${backwards}/step`, -1)],
    ]);
  };
  const turned = builder.node('Transpose', [input], { perm: ints(0, 1, 3, 2) });
  const views = [input, flip(turned, 2), flip(input, 2, 3), flip(turned, 3)];
  return builder.node('Concat', views, { axis: { int: 0 } });
}
