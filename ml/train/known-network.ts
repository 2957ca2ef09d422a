import { readModel } from '../onnx/read.ts';
import { readWeights } from '../onnx/read-weights.ts';
import { writeModel } from '../onnx/write.ts';
import { inputFirst, networkGraph } from './network-graph.ts';
import { initialWeights, sizeOf, weightSpecs, type Network, type Weights } from './network.ts';
import type { Turns } from './turns.ts';

/**
 * The weights of a network out of a model that `networkGraph` wrote.
 * @returns null where the model is of another network
 * @throws ProtobufError when the bytes are not an ONNX file
 */
export function readNetwork(model: Uint8Array, network: Network, turns: Turns): Weights | null {
  const found = readWeights(model);
  const weights: Record<string, Float32Array> = {};
  for (const { name, shape } of weightSpecs(network)) {
    const values = found.get(name)?.values;
    if (values?.length !== sizeOf(shape)) return null;
    weights[name] = shape.length === 4 ? inputFirst(values, shape as Shape) : values;
  }
  const again = writeModel(networkGraph(network, weights, turns));
  return described(again) === described(model) ? weights : null;
}
type Shape = [number, number, number, number];

/** All that a model computes, but its weights. */
const described = (model: Uint8Array): string => {
  const { graph } = readModel(model);
  const nodes = graph.nodes.map(({ op, inputs, outputs, attributes }) => [
    op,
    inputs,
    outputs,
    [...attributes],
  ]);
  return JSON.stringify([
    nodes,
    graph.inputs,
    graph.outputs,
    graph.initialisers.map(({ name, dims }) => [name, dims]),
  ]);
};

/**
 * Weights of a network for other classes: what is known of a class is kept under its name, what is new begins as it would in a fresh run.
 * @param network ends in as many classes as `after` has
 */
export function carryOver(
  network: Network,
  weights: Weights,
  before: readonly string[],
  after: readonly string[],
  seed: number,
): Weights {
  const last = `${network.layers.length - 1}-dense`;
  const [kernel, bias] = [weights[`${last}/kernel`]!, weights[`${last}/bias`]!];
  const fresh = initialWeights(network, seed);
  const from = after.map((name) => before.indexOf(name));
  return {
    ...weights,
    [`${last}/kernel`]: fresh[`${last}/kernel`]!.map((start, at) => {
      const [input, k] = [Math.floor(at / after.length), from[at % after.length]!];
      return k < 0 ? start : kernel[input * before.length + k]!;
    }),
    [`${last}/bias`]: fresh[`${last}/bias`]!.map((start, at) => (from[at]! < 0 ? start : bias[from[at]!]!)),
  };
}
