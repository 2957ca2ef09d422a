import type { Manifest } from '../package/manifest.ts';
import { allNodes, type OnnxFunction, type OnnxModel, type OnnxNode } from './model.ts';
import { controlFlow, isAllowed } from './operators.ts';
import { ProtobufError } from './protobuf-reader.ts';
import { readModel } from './read.ts';
import { imageProblems, signatureProblems } from './signature.ts';
import { oversized } from './sizes.ts';

/** What a file may be at most before anything else looks at it. */
export const maxModelBytes = 500_000_000;
const maxFunctions = 50;
/** Operators after every function is put in its place. */
const maxNodes = 100_000;
/** Enough to understand what is wrong; a hostile file could produce a million. */
const maxProblems = 20;

export type GateCode =
  | 'too-large'
  | 'unreadable'
  | 'control-flow'
  | 'operator'
  | 'external-data'
  | 'sparse'
  | 'functions'
  | 'size'
  | 'not-an-image-model'
  | 'signature';

export interface GateProblem {
  readonly code: GateCode;
  /** A plain sentence for a person. */
  readonly message: string;
}

/**
 * The static gate: what is wrong with a model file, seen without running it. Empty means that it may be loaded, in a disposable worker
 * under limits of time and memory: the gate makes no promise about what a model does when it runs. Rules: DESIGN.md section 6; the
 * measured reason for each: reference/reliability.md F. With a manifest, the model's inputs and outputs are held against it too.
 */
export function checkModel(bytes: Uint8Array, manifest?: Manifest): readonly GateProblem[] {
  if (bytes.length > maxModelBytes) {
    return [
      {
        code: 'too-large',
        message: `the file has ${bytes.length} bytes; at most ${maxModelBytes} are allowed`,
      },
    ];
  }
  let model: OnnxModel;
  try {
    model = readModel(bytes);
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    return [{ code: 'unreadable', message: `this is not a readable ONNX file: ${error.message}` }];
  }
  const problem = (code: GateCode) => (message: string) => ({ code, message });
  return [
    ...operatorProblems(model),
    ...functionProblems(model).map(problem('functions')),
    ...dataProblems(model),
    ...oversized(model).map(problem('size')),
    ...imageProblems(model).map(problem('not-an-image-model')),
    ...(manifest === undefined ? [] : signatureProblems(model, manifest).map(problem('signature'))),
  ].slice(0, maxProblems);
}

function* everyNode(model: OnnxModel): Generator<OnnxNode> {
  yield* allNodes(model.graph.nodes);
  for (const { nodes } of model.functions) yield* allNodes(nodes);
}

function operatorProblems(model: OnnxModel): readonly GateProblem[] {
  const local = new Set(model.functions.map(keyOf));
  const problems = new Map<string, GateProblem>();
  for (const node of everyNode(model)) {
    const key = keyOf({ name: node.op, domain: node.domain });
    const inner = [...node.attributes.values()].some(({ graphs }) => graphs.length > 0);
    if (inner || (node.domain === '' && controlFlow.has(node.op))) {
      const message = `the operator ${node.op} is control flow, which may run without end`;
      problems.set(key, { code: 'control-flow', message });
    } else if (!local.has(key) && !isAllowed(node.domain, node.op)) {
      const where = node.domain === '' ? '' : ` of the custom domain "${node.domain}"`;
      problems.set(key, { code: 'operator', message: `the operator ${node.op}${where} is not allowed` });
    }
  }
  return [...problems.values()];
}

function keyOf({ name, domain }: Pick<OnnxFunction, 'name' | 'domain'>): string {
  return `${domain}::${name}`;
}

/** Functions are put in place of their calls when a model loads: their number, their depth and what they unfold to are bounded. */
function functionProblems(model: OnnxModel): readonly string[] {
  const count = model.functions.length;
  if (count > maxFunctions)
    return [`the model has ${count} local functions; at most ${maxFunctions} are allowed`];

  // Overloads share a name: all of them are counted.
  const bodies = new Map<string, OnnxNode[]>();
  for (const each of model.functions)
    bodies.set(keyOf(each), [...(bodies.get(keyOf(each)) ?? []), ...each.nodes]);
  const unfolded = new Map<string, number>();
  const open = new Set<string>();
  const cost = (nodes: Iterable<OnnxNode>): number => {
    let sum = 0;
    for (const node of nodes) sum += costOf(keyOf({ name: node.op, domain: node.domain }));
    return sum;
  };
  const costOf = (key: string): number => {
    const known = unfolded.get(key);
    const body = bodies.get(key);
    if (body === undefined) return 1;
    if (known !== undefined) return known;
    if (open.has(key)) return Infinity;
    open.add(key);
    const sum = cost(allNodes(body));
    unfolded.set(key, sum);
    return sum;
  };
  const total = model.functions.reduce(
    (sum, each) => sum + costOf(keyOf(each)),
    cost(allNodes(model.graph.nodes)),
  );
  if (total === Infinity) return ['a local function calls itself'];
  return total > maxNodes ? [`the model unfolds to ${total} operators; at most ${maxNodes} are allowed`] : [];
}

function dataProblems(model: OnnxModel): readonly GateProblem[] {
  const problems: GateProblem[] = [];
  const attributes = [...everyNode(model)].flatMap((node) => [...node.attributes.values()]);
  const tensors = [...model.graph.initialisers, ...attributes.flatMap((attribute) => attribute.tensors)];
  const external = tensors.find((tensor) => tensor.external);
  if (external !== undefined) {
    const message = `the data of "${external.name}" lie in another file; they must be in the model itself`;
    problems.push({ code: 'external-data', message });
  }
  if (model.graph.sparse.length > 0 || attributes.some(({ sparse }) => sparse.length > 0)) {
    problems.push({
      code: 'sparse',
      message: 'sparse constants are not allowed: a few bytes of file unfold to gigabytes',
    });
  }
  return problems;
}
