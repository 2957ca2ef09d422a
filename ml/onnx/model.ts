import type { ElementType } from './elements.ts';
import type { Dimension } from './write.ts';

/** What this code wants to know of an ONNX file. Weights are measured, not kept. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly graph: OnnxGraph;
  readonly functions: readonly OnnxFunction[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initialisers: readonly OnnxTensor[];
  /** Shapes of sparse initialisers: tiny in the file, whole in memory. */
  readonly sparse: readonly (readonly number[])[];
  /** As the file lists them; older exporters list initialisers here too (see `requiredInputs`). */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Declared shapes of values between nodes. */
  readonly values: readonly OnnxValue[];
}

export interface OnnxFunction {
  readonly name: string;
  readonly domain: string;
  readonly nodes: readonly OnnxNode[];
}

export interface OnnxNode {
  readonly op: string;
  /** '' for the standard operators, however the file spells them. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxAttribute {
  /** `i` or `ints`. */
  readonly integers: readonly number[];
  /** `f` or `floats`. */
  readonly floats: readonly number[];
  readonly tensors: readonly OnnxTensor[];
  readonly sparse: readonly (readonly number[])[];
  readonly graphs: readonly OnnxGraph[];
}

export interface OnnxTensor {
  readonly name: string;
  /** `undefined`: a type this code does not know. */
  readonly type: ElementType | undefined;
  readonly dims: readonly number[];
  /** The data lie in another file. */
  readonly external: boolean;
  /** Bytes of data in this file. */
  readonly bytes: number;
  /** The first values, at most `keptValues`, of int64, int32 and float32 tensors: enough for every shape. */
  readonly values: readonly number[];
}

export const keptValues = 64;

export interface OnnxValue {
  readonly name: string;
  /** `undefined`: not a tensor, or of a type this code does not know. */
  readonly type: ElementType | undefined;
  /** `undefined`: not declared. A name or '?' stands for a size only known at run time. */
  readonly shape: readonly Dimension[] | undefined;
}

/** Inputs that a caller must give: those that no initialiser fills. */
export function requiredInputs(graph: OnnxGraph): readonly OnnxValue[] {
  const filled = new Set(graph.initialisers.map((initialiser) => initialiser.name));
  return graph.inputs.filter((input) => !filled.has(input.name));
}

/** Nodes of a graph and of every graph inside it. */
export function* allNodes(nodes: readonly OnnxNode[]): Generator<OnnxNode> {
  for (const node of nodes) {
    yield node;
    for (const attribute of node.attributes.values()) {
      for (const graph of attribute.graphs) yield* allNodes(graph.nodes);
    }
  }
}

/** Names of every operator used, inside functions and subgraphs too, sorted; those outside the standard ones as `domain::op`. */
export function operatorsOf(model: OnnxModel): readonly string[] {
  const names = new Set<string>();
  for (const nodes of [model.graph.nodes, ...model.functions.map((each) => each.nodes)]) {
    for (const { op, domain } of allNodes(nodes)) names.add(domain === '' ? op : `${domain}::${op}`);
  }
  return [...names].toSorted();
}
