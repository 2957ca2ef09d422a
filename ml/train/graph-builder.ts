import type { AttributeSpec, GraphSpec, Initialiser, NodeSpec, TensorInfo } from '../onnx/write.ts';

/** Grows a graph node by node; every method answers the name of the tensor it made. */
export interface GraphBuilder {
  node(op: string, inputs: readonly string[], attributes?: NodeSpec['attributes'], output?: string): string;
  floats(name: string, dims: readonly number[], data: Float32Array): string;
  integers(name: string, data: readonly number[]): string;
  /** Pads height and width by `amount` on every side. */
  pad(input: string, amount: number, mode: 'reflect' | 'edge'): string;
  graph(name: string, inputs: readonly TensorInfo[], outputs: readonly TensorInfo[]): GraphSpec;
}

/** Version of the standard operators used: the newest whose reductions still take their axes as attributes. */
const opset = 17;

export function createGraphBuilder(): GraphBuilder {
  const nodes: NodeSpec[] = [];
  const initialisers = new Map<string, Initialiser>();
  const constant = (name: string, dims: readonly number[], data: Initialiser['data']): string => {
    if (!initialisers.has(name)) initialisers.set(name, { name, dims, data });
    return name;
  };
  const builder: GraphBuilder = {
    node(op, inputs, attributes, output = `${op.toLowerCase()}-${nodes.length}`) {
      nodes.push({ op, inputs, outputs: [output], ...(attributes && { attributes }) });
      return output;
    },
    floats: (name, dims, data) => constant(name, dims, data),
    integers: (name, data) => constant(name, [data.length], BigInt64Array.from(data, BigInt)),
    pad(input, amount, mode) {
      const pads = builder.integers(`pads-${amount}`, [0, 0, amount, amount, 0, 0, amount, amount]);
      return builder.node('Pad', [input, pads], { mode: { string: mode } });
    },
    graph: (name, inputs, outputs) => ({
      name,
      opset,
      inputs,
      outputs,
      nodes,
      initialisers: [...initialisers.values()],
    }),
  };
  return builder;
}

export const ints = (...values: number[]): AttributeSpec => ({ ints: values });
