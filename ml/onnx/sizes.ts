import { elementCount, maxElements } from './elements.ts';
import { allNodes, type OnnxGraph, type OnnxModel, type OnnxNode, type OnnxTensor } from './model.ts';

/** What a dimension-like attribute may be at most: kernels, strides, paddings, block sizes, groups. */
const maxStep = 65_536;
const stepAttributes = [
  'blocksize',
  'dilations',
  'group',
  'hidden_size',
  'kernel_shape',
  'output_padding',
  'output_shape',
  'pads',
  'pooled_shape',
  'strides',
];

/**
 * Sizes that a file shows without running it. A hundred bytes can ask for gigabytes (ConstantOfShape, Expand, a sparse initialiser),
 * so every size written in the file is bounded, one by one and in sum. What a model computes its sizes from while it runs cannot be seen
 * here; the memory limit of the worker catches it.
 */
export function oversized(model: OnnxModel): readonly string[] {
  const problems: string[] = [];
  let total = 0;
  const check = (what: string, elements: number) => {
    total += elements;
    if (!(elements <= maxElements))
      problems.push(`${what} has ${describe(elements)} elements; at most ${maxElements} are allowed`);
  };

  for (const [graph, nodes] of parts(model)) {
    const constants = constantsOf(graph, nodes);
    for (const { name, dims } of graph?.initialisers ?? [])
      check(`the constant "${name}"`, elementCount(dims));
    for (const { name, shape } of [
      ...(graph?.inputs ?? []),
      ...(graph?.outputs ?? []),
      ...(graph?.values ?? []),
    ]) {
      const elements = elementCount((shape ?? []).filter((size) => typeof size === 'number'));
      if (!(elements <= maxElements))
        problems.push(
          `the value "${name}" has ${describe(elements)} elements; at most ${maxElements} are allowed`,
        );
    }
    for (const node of allNodes(nodes)) {
      const elements = producedBy(node, constants);
      if (elements !== undefined) check(`the result of ${node.op}`, elements);
      for (const tensor of tensorsOf(node)) check(`a constant of ${node.op}`, elementCount(tensor.dims));
      for (const name of stepAttributes) {
        const sizes = node.attributes.get(name)?.integers ?? [];
        const bad = sizes.find((size) => Math.abs(size) > maxStep);
        if (bad !== undefined) problems.push(`${node.op} has ${name} ${bad}; at most ${maxStep} is allowed`);
      }
    }
  }
  if (problems.length === 0 && !(total <= maxElements)) {
    problems.push(
      `constants and results of fixed size have ${describe(total)} elements together; at most ${maxElements} are allowed`,
    );
  }
  return problems;
}

function describe(elements: number): string {
  return Number.isFinite(elements) ? String(elements) : 'an impossible number of';
}

function parts(model: OnnxModel): readonly (readonly [OnnxGraph | undefined, readonly OnnxNode[]])[] {
  return [
    [model.graph, model.graph.nodes],
    ...model.functions.map(({ nodes }) => [undefined, nodes] as const),
  ];
}

function tensorsOf(node: OnnxNode): readonly OnnxTensor[] {
  return [...node.attributes.values()].flatMap((attribute) => attribute.tensors);
}

/** Values known from the file: initialisers and Constant nodes. */
function constantsOf(
  graph: OnnxGraph | undefined,
  nodes: readonly OnnxNode[],
): ReadonlyMap<string, readonly number[]> {
  const constants = new Map<string, readonly number[]>();
  for (const { name, values } of graph?.initialisers ?? []) constants.set(name, values);
  for (const { op, outputs, attributes } of nodes) {
    const output = outputs[0];
    if (op !== 'Constant' || output === undefined) continue;
    for (const { integers, floats, tensors } of attributes.values()) {
      constants.set(output, [...integers, ...floats, ...(tensors[0]?.values ?? [])]);
    }
  }
  return constants;
}

/** Elements that a node certainly produces, or the factor by which it enlarges; `undefined` where the file does not say. */
function producedBy(node: OnnxNode, constants: ReadonlyMap<string, readonly number[]>): number | undefined {
  const constant = (index: number) => constants.get(node.inputs[index] ?? '');
  const product = (values: readonly number[] | undefined) => values && elementCount(values);
  switch (node.op) {
    case 'ConstantOfShape':
      return product(constant(0));
    case 'Expand':
    case 'Tile':
      return product(constant(1));
    case 'Upsample':
      return product(constant(1) ?? node.attributes.get('scales')?.floats);
    case 'Resize':
      // Opset 10 has the scales in place of opset 11's region of interest.
      return product(constant(3) ?? constant(2) ?? (node.inputs.length === 2 ? constant(1) : undefined));
    case 'Pad':
      return constant(1)?.reduce((sum, size) => sum + Math.abs(size), 0);
    case 'OneHot':
      return product(constant(1));
    case 'Range': {
      const [start, limit, step] = [constant(0)?.[0], constant(1)?.[0], constant(2)?.[0]];
      if (start === undefined || limit === undefined || step === undefined) return undefined;
      return step === 0 ? Infinity : Math.max(0, (limit - start) / step);
    }
    default:
      return undefined;
  }
}
