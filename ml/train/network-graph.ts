import type { GraphSpec } from '../onnx/write.ts';
import { createGraphBuilder, ints } from './graph-builder.ts';
import { epsilon, type Network, type Weights } from './network.ts';
import { viewsAround, type Turns } from './turns.ts';

export const classifierTensors = { input: 'pixels', scores: 'logits' } as const;

/** The network in ONNX: [1, channels, height, width] → logits [1, units], their mean over so many turns of the picture. */
export function networkGraph({ input, layers }: Network, weights: Weights, turns: Turns = 1): GraphSpec {
  const builder = createGraphBuilder();
  const { width, height, channels } = input;
  let value: string = turns === 1 ? classifierTensors.input : viewsAround(builder, classifierTensors.input);
  let size = channels;
  for (const [at, layer] of layers.entries()) {
    const name = (part: string) => `${at}-${layer.op}/${part}`;
    const vector = (part: string) =>
      builder.floats(name(part), [weights[name(part)]!.length], weights[name(part)]!);
    const output = turns === 1 && at === layers.length - 1 ? classifierTensors.scores : undefined;
    const node = (op: string, inputs: string[], attributes?: Parameters<typeof builder.node>[2]) =>
      (value = builder.node(op, inputs, attributes, output));
    const pool = (side: number) => ({ kernel_shape: ints(side, side), strides: ints(side, side) });
    switch (layer.op) {
      case 'conv': {
        const kernel = outputFirst(weights[name('kernel')]!, [layer.side, layer.side, size, layer.filters]);
        const [before, after] = [Math.floor((layer.side - 1) / 2), Math.ceil((layer.side - 1) / 2)];
        node(
          'Conv',
          [
            value,
            builder.floats(name('kernel'), [layer.filters, size, layer.side, layer.side], kernel),
            ...(layer.bias ? [vector('bias')] : []),
          ],
          { kernel_shape: ints(layer.side, layer.side), pads: ints(before, before, after, after) },
        );
        size = layer.filters;
        break;
      }
      case 'max-pool':
        node('MaxPool', [value], pool(layer.side));
        break;
      case 'average-pool':
        node('AveragePool', [value], pool(layer.side));
        break;
      case 'norm':
        node('BatchNormalization', [value, ...['gamma', 'beta', 'mean', 'variance'].map(vector)], {
          epsilon: { float: epsilon },
        });
        break;
      case 'relu':
        node('Relu', [value]);
        break;
      case 'summary': {
        const parts = ['GlobalAveragePool', 'GlobalMaxPool'].map((op) => builder.node(op, [value]));
        value = builder.node('Concat', parts, { axis: { int: 1 } });
        node('Flatten', [value]);
        size *= 2;
        break;
      }
      case 'flatten':
        // TensorFlow flattens rows, columns, channels; ONNX holds channels first.
        value = builder.node('Transpose', [value], { perm: ints(0, 2, 3, 1) });
        node('Flatten', [value]);
        size = 0;
        break;
      case 'dense': {
        const kernel = weights[name('kernel')]!;
        const bias = vector('bias');
        node('Gemm', [
          value,
          builder.floats(name('kernel'), [kernel.length / layer.units, layer.units], kernel),
          bias,
        ]);
        size = layer.units;
        break;
      }
      case 'dropout':
    }
  }
  if (turns > 1)
    builder.node('ReduceMean', [value], { axes: ints(0), keepdims: { int: 1 } }, classifierTensors.scores);
  return builder.graph(
    'classifier',
    [{ name: classifierTensors.input, type: 'float32', shape: [1, channels, height, width] }],
    [{ name: classifierTensors.scores, type: 'float32', shape: [1, size] }],
  );
}

/** A kernel [height, width, inputs, outputs] as ONNX has it: [outputs, inputs, height, width]. */
function outputFirst(
  kernel: Float32Array,
  [height, width, inputs, outputs]: [number, number, number, number],
): Float32Array {
  const out = new Float32Array(kernel.length);
  for (let at = 0; at < kernel.length; at++) {
    const o = at % outputs;
    const i = Math.floor(at / outputs) % inputs;
    const place = Math.floor(at / (outputs * inputs));
    out[(o * inputs + i) * height * width + place] = kernel[at]!;
  }
  return out;
}

/** The other way: a kernel of ONNX as TensorFlow has it, [height, width, inputs, outputs]. */
export function inputFirst(
  kernel: Float32Array,
  [height, width, inputs, outputs]: readonly [number, number, number, number],
): Float32Array {
  return kernel.map((_, at) => {
    const [o, i] = [at % outputs, Math.floor(at / outputs) % inputs];
    const place = Math.floor(at / (outputs * inputs));
    return kernel[(o * inputs + i) * height * width + place]!;
  });
}
