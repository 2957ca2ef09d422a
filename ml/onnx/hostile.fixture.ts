import { elementCodes } from './elements.ts';
import { MessageWriter } from './protobuf-writer.ts';
import {
  encodeNode,
  encodeOpset,
  writeModel,
  type GraphSpec,
  type NodeSpec,
  type TensorInfo,
} from './write.ts';

/** A model that must never become active, and who has to notice. */
export interface HostileModel {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** `gate`: refused without being run. `load`: the session must not open within the limits. `run`: it opens, and must not give a verdict. */
  readonly expect: 'gate' | 'load' | 'run';
  /** What it does when it gets that far (onnxruntime 1.30, CPU). Only `error` and `bad-output` are safe in the process of a test. */
  readonly does: 'error' | 'bad-output' | 'crash' | 'memory' | 'endless';
}

const picture: TensorInfo = { name: 'x', type: 'float32', shape: [1, 1, 64, 64] };
const scores: TensorInfo = { name: 'y', type: 'float32', shape: [1, 1] };
const ints = (...values: number[]) => BigInt64Array.from(values, BigInt);

/** A graph from the picture `x` to the scores `y`: [1, 1], the mean of the picture after `nodes` made `m` of it. */
function graph(nodes: readonly NodeSpec[], initialisers: GraphSpec['initialisers'] = []): GraphSpec {
  return {
    name: 'hostile',
    opset: 17,
    inputs: [picture],
    outputs: [scores],
    nodes: [
      ...nodes,
      { op: 'ReduceMean', inputs: ['m'], outputs: ['mean'], attributes: { keepdims: { int: 0 } } },
      { op: 'Reshape', inputs: ['mean', 'one_by_one'], outputs: ['y'] },
    ],
    initialisers: [...initialisers, { name: 'one_by_one', dims: [2], data: ints(1, 1) }],
  };
}

const identity: NodeSpec = { op: 'Identity', inputs: ['x'], outputs: ['m'] };
/** The same graph with nothing wrong: what the fixtures are one step away from. */
export const harmless: Uint8Array = writeModel(graph([identity]));

/** `m` = mean of the picture spread over `size` × `size`: sizes the file does not show as a result of any one operator it names. */
function spread(size: number): { nodes: readonly NodeSpec[]; initialisers: GraphSpec['initialisers'] } {
  return {
    nodes: [
      { op: 'Shape', inputs: ['x'], outputs: ['shape'] },
      { op: 'Slice', inputs: ['shape', 'two', 'four'], outputs: ['sides'] },
      { op: 'Mul', inputs: ['sides', 'factor'], outputs: ['big'] },
      { op: 'ReduceMean', inputs: ['x'], outputs: ['level'], attributes: { keepdims: { int: 0 } } },
      { op: 'Expand', inputs: ['level', 'big'], outputs: ['wide'] },
    ],
    initialisers: [
      { name: 'two', dims: [1], data: ints(2) },
      { name: 'four', dims: [1], data: ints(4) },
      { name: 'factor', dims: [2], data: ints(size / 64, size / 64) },
    ],
  };
}

/** A picture of any size, so that the runtime cannot work the sizes out while loading. */
function anySize(spec: GraphSpec): GraphSpec {
  return { ...spec, inputs: [{ ...picture, shape: [1, 1, 'height', 'width'] }] };
}

function eatsMemory(): GraphSpec {
  const { nodes, initialisers } = spread(65_536);
  return anySize(graph([...nodes, { op: 'Sqrt', inputs: ['wide'], outputs: ['m'] }], initialisers));
}

function runsForMinutes(): GraphSpec {
  const { nodes, initialisers } = spread(2048);
  const rounds = Array.from({ length: 3000 }, (_, round): NodeSpec => {
    const [from, to] = [round === 0 ? 'wide' : `p${round}`, `p${round + 1}`];
    return { op: 'MatMul', inputs: [from, 'wide'], outputs: [to] };
  });
  const last: NodeSpec = { op: 'Identity', inputs: ['p3000'], outputs: ['m'] };
  return anySize(graph([...nodes, ...rounds, last], initialisers));
}

/** Functions of the domain `f` beside the graph; `calls` says what each one calls. */
function withFunctions(calls: readonly (readonly NodeSpec[])[], first: string): Uint8Array {
  const main = writeModel(graph([{ op: first, domain: 'f', inputs: ['x'], outputs: ['m'] }]));
  const out = new MessageWriter();
  calls.forEach((nodes, index) => {
    const body = new MessageWriter().text(1, `f${index}`).text(4, 'a').text(5, 'b');
    for (const node of nodes) body.message(7, encodeNode(node));
    body.message(9, encodeOpset('', 17)).message(9, encodeOpset('f', 1)).text(10, 'f');
    out.message(25, body);
  });
  return joined(main, out.finish());
}

function chainOfFunctions(length: number): Uint8Array {
  const call = (index: number): NodeSpec =>
    index + 1 === length
      ? { op: 'Relu', inputs: ['a'], outputs: ['b'] }
      : { op: `f${index + 1}`, domain: 'f', inputs: ['a'], outputs: ['b'] };
  return withFunctions(
    Array.from({ length }, (_, index) => [call(index)]),
    'f0',
  );
}

/** Each of 40 functions calls the next ten times: 10^40 operators. */
function functionsThatMultiply(): Uint8Array {
  const ten = (index: number) =>
    Array.from({ length: 10 }, (_, step): NodeSpec => {
      const op = index === 39 ? 'Relu' : `f${index + 1}`;
      const domain = index === 39 ? '' : 'f';
      return {
        op,
        domain,
        inputs: [step === 0 ? 'a' : `t${step}`],
        outputs: [step === 9 ? 'b' : `t${step + 1}`],
      };
    });
  return withFunctions(
    Array.from({ length: 40 }, (_, index) => ten(index)),
    'f0',
  );
}

function loop(rounds: number): GraphSpec {
  const body = {
    name: 'body',
    inputs: [
      { name: 'i', type: 'int64', shape: [] },
      { name: 'go', type: 'bool', shape: [] },
      { name: 'v', type: 'float32', shape: [1, 1, 64, 64] },
    ],
    outputs: [
      { name: 'on', type: 'bool', shape: [] },
      { name: 'w', type: 'float32', shape: [1, 1, 64, 64] },
    ],
    nodes: [
      { op: 'Identity', inputs: ['go'], outputs: ['on'] },
      { op: 'Sqrt', inputs: ['v'], outputs: ['w'] },
    ],
    initialisers: [],
  } as const;
  return graph(
    [{ op: 'Loop', inputs: ['rounds', '', 'x'], outputs: ['m'], attributes: { body: { graph: body } } }],
    [{ name: 'rounds', dims: [], data: ints(rounds) }],
  );
}

function constantOfShape(...shape: number[]): GraphSpec {
  return graph(
    [
      { op: 'ConstantOfShape', inputs: ['shape'], outputs: ['filled'] },
      { op: 'ReduceMean', inputs: ['filled'], outputs: ['zero'], attributes: { keepdims: { int: 0 } } },
      { op: 'Add', inputs: ['x', 'zero'], outputs: ['m'] },
    ],
    [{ name: 'shape', dims: [shape.length], data: ints(...shape) }],
  );
}

/** A graph whose bytes are `harmless`'s with more fields in the graph itself. */
function withGraphFields(nodes: readonly NodeSpec[], add: (graph: MessageWriter) => void): Uint8Array {
  const value = (name: string, dims: readonly number[]) => {
    const shape = new MessageWriter();
    for (const size of dims) shape.message(1, new MessageWriter().integer(1, size));
    const tensor = new MessageWriter().integer(1, elementCodes.float32).message(2, shape);
    return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor));
  };
  const out = new MessageWriter();
  for (const node of nodes) out.message(1, encodeNode(node));
  out
    .text(2, 'hostile')
    .message(11, value('x', [1, 1, 64, 64]))
    .message(12, value('y', [1, 1, 64, 64]));
  add(out);
  return new MessageWriter().integer(1, 8).message(7, out).message(8, encodeOpset('', 17)).finish();
}

function externalData(location: string): Uint8Array {
  const entry = new MessageWriter().text(1, 'location').text(2, location);
  const tensor = new MessageWriter()
    .integers(1, [1])
    .integer(2, elementCodes.float32)
    .text(8, 'w')
    .message(13, entry);
  return withGraphFields([{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }], (graphFields) =>
    graphFields.message(5, tensor.integer(14, 1)),
  );
}

function sparseInitialiser(size: number): Uint8Array {
  const values = new MessageWriter().integers(1, [1]).integer(2, elementCodes.float32).text(8, 'w');
  values.bytes(9, new Uint8Array(new Float32Array([1]).buffer));
  const indices = new MessageWriter().integers(1, [1]).integer(2, elementCodes.int64).text(8, 'i');
  indices.bytes(9, new Uint8Array(ints(0).buffer));
  const nodes: NodeSpec[] = [
    { op: 'ReduceMean', inputs: ['w'], outputs: ['mean'], attributes: { keepdims: { int: 0 } } },
    { op: 'Add', inputs: ['x', 'mean'], outputs: ['y'] },
  ];
  return withGraphFields(nodes, (graphFields) =>
    graphFields.message(15, new MessageWriter().message(1, values).message(2, indices).integers(3, [size])),
  );
}

/** y = x · weight in every pixel, then the mean: shows what a weight does to the score. */
function scaled(weight: number): Uint8Array {
  const nodes: NodeSpec[] = [{ op: 'Mul', inputs: ['x', 'weight'], outputs: ['m'] }];
  return writeModel(graph(nodes, [{ name: 'weight', dims: [1], data: new Float32Array([weight]) }]));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Bytes that look random and are always the same. */
function garbage(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => (state = (state * 48_271) % 2_147_483_647) & 0xff);
}

const one = (node: Omit<NodeSpec, 'inputs' | 'outputs'>): Uint8Array =>
  writeModel(graph([{ inputs: ['x'], outputs: ['m'], ...node }]));

const two = (name: string): TensorInfo => ({ name, type: 'float32', shape: [1, 1] });
const gate = (does: HostileModel['does'], name: string, bytes: Uint8Array): HostileModel => ({
  name,
  bytes,
  expect: 'gate',
  does,
});

/** Hostile and broken models; reference/reliability.md F says where the kinds come from. Made when asked, since some are large. */
export function hostileModels(): readonly HostileModel[] {
  const plain = graph([identity]);
  return [
    gate('error', 'empty file', new Uint8Array(0)),
    gate('error', 'garbage', garbage(5000)),
    gate('error', 'truncated', harmless.subarray(0, harmless.length - 40)),
    gate('crash', 'chain of 3000 functions', chainOfFunctions(3000)),
    gate('endless', 'functions that multiply', functionsThatMultiply()),
    gate(
      'error',
      'a function that calls itself',
      withFunctions([[{ op: 'f0', domain: 'f', inputs: ['a'], outputs: ['b'] }]], 'f0'),
    ),
    gate(
      'crash',
      'DepthToSpace by 2^32',
      one({ op: 'DepthToSpace', attributes: { blocksize: { int: 2 ** 32 } } }),
    ),
    gate('memory', 'ConstantOfShape of 4·10^8', writeModel(constantOfShape(20_000, 20_000))),
    gate('error', 'ConstantOfShape of 2^40', writeModel(constantOfShape(2 ** 20, 2 ** 20))),
    gate('error', 'ConstantOfShape of a negative size', writeModel(constantOfShape(-5))),
    gate('memory', 'sparse initialiser of 4·10^8', sparseInitialiser(400_000_000)),
    gate('endless', 'Loop of 10^8', writeModel(loop(100_000_000))),
    gate('error', 'external data above the folder', externalData('../outside.bin')),
    gate('error', 'external data by absolute path', externalData('/etc/hostname')),
    gate('error', 'external data beside the model', externalData('weights.bin')),
    gate('error', 'custom domain', one({ op: 'Evil', domain: 'com.example' })),
    gate('error', 'unknown operator', one({ op: 'Reluu' })),
    gate('bad-output', 'random numbers', one({ op: 'RandomUniformLike' })),
    gate(
      'error',
      'Tile of 2^30',
      writeModel(
        graph(
          [{ op: 'Tile', inputs: ['x', 'times'], outputs: ['m'] }],
          [{ name: 'times', dims: [4], data: ints(1, 1, 32_768, 32_768) }],
        ),
      ),
    ),
    gate('error', 'two inputs', writeModel({ ...plain, inputs: [picture, two('z')] })),
    gate('error', 'an input that is no picture', writeModel({ ...plain, inputs: [two('x')] })),
    gate('error', 'no outputs', writeModel({ ...plain, outputs: [] })),
    {
      name: 'opset from the future',
      bytes: writeModel({ ...plain, opset: 9999 }),
      expect: 'load',
      does: 'error',
    },
    {
      name: 'an operator reads what nobody wrote',
      bytes: writeModel(graph([{ op: 'Relu', inputs: ['nobody'], outputs: ['m'] }])),
      expect: 'load',
      does: 'error',
    },
    { name: 'weights that are not a number', bytes: scaled(NaN), expect: 'run', does: 'bad-output' },
    { name: 'infinite weights', bytes: scaled(Infinity), expect: 'run', does: 'bad-output' },
    { name: 'scores far above one', bytes: scaled(1e6), expect: 'run', does: 'bad-output' },
    { name: 'eats 16 GiB while it runs', bytes: writeModel(eatsMemory()), expect: 'run', does: 'memory' },
    { name: 'runs for minutes', bytes: writeModel(runsForMinutes()), expect: 'run', does: 'endless' },
  ];
}
