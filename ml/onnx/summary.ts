import { allNodes, type OnnxModel } from './model.ts';
import { countParameters } from './parameters.ts';

/** A network in a few numbers. */
export interface NetworkSummary {
  readonly parameters: number;
  /** How often each operator occurs, the most frequent first. */
  readonly operators: readonly { readonly op: string; readonly times: number }[];
}

export function summaryOf(model: OnnxModel): NetworkSummary {
  const times = new Map<string, number>();
  for (const nodes of [model.graph.nodes, ...model.functions.map((each) => each.nodes)])
    for (const { op } of allNodes(nodes)) times.set(op, (times.get(op) ?? 0) + 1);
  const operators = [...times]
    .map(([op, count]) => ({ op, times: count }))
    .toSorted((one, other) => other.times - one.times || (one.op < other.op ? -1 : 1));
  return { parameters: countParameters(model), operators };
}
