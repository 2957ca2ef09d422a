import { elementCount, type ElementType } from './elements.ts';
import { allNodes, type OnnxModel } from './model.ts';

const real: ReadonlySet<ElementType | undefined> = new Set([
  'float32',
  'float16',
  'float64',
  'bfloat16',
  'int8',
  'uint8',
] as const);

/** The weights a model has: elements of its constants that are numbers to calculate with (shapes and indices, which are int64, are none). */
export function countParameters({ graph }: OnnxModel): number {
  const constants = [...allNodes(graph.nodes)]
    .filter(({ op }) => op === 'Constant')
    .flatMap(({ attributes }) => [...attributes.values()].flatMap(({ tensors }) => tensors));
  return [...graph.initialisers, ...constants]
    .filter(({ type }) => real.has(type))
    .reduce((sum, { dims }) => sum + elementCount(dims), 0);
}
