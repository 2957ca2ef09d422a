import { elementCodes, elementCount, type ElementType } from './elements.ts';
import { MessageWriter } from './protobuf-writer.ts';

/** A dimension: a size, or the name of one that is only known at run time. */
export type Dimension = number | string;

export interface TensorInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
}

/** A constant tensor, row by row. `Float32Array` becomes float32, `BigInt64Array` int64, `Uint8Array` uint8, `Int8Array` int8. */
export interface Initialiser {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array | Uint8Array | Int8Array;
}

/** ONNX tells integers from floats and lists from single values by the attribute's type; so does this. */
export type AttributeSpec =
  | { readonly int: number | bigint }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly (number | bigint)[] }
  | { readonly floats: readonly number[] }
  | { readonly tensor: Initialiser }
  | { readonly graph: Omit<GraphSpec, 'opset'> };

export interface NodeSpec {
  readonly op: string;
  /** Absent or '': the standard operators. */
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
}

export interface GraphSpec {
  readonly name: string;
  /** Version of the standard operators. */
  readonly opset: number;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly nodes: readonly NodeSpec[];
  readonly initialisers: readonly Initialiser[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Intermediate representation 8: what opset 17 is released with; every runtime since 2022 reads it. */
const irVersion = 8;

/** The bytes of an ONNX file. Throws on an initialiser whose data do not fill its shape. Equal graphs give equal bytes. */
export function writeModel(graph: GraphSpec): Uint8Array {
  const model = new MessageWriter()
    .integer(1, irVersion)
    .text(2, 'Loupe')
    .message(7, encodeGraph(graph))
    .message(8, encodeOpset('', graph.opset));
  for (const domain of new Set(graph.nodes.map((node) => node.domain ?? ''))) {
    if (domain !== '') model.message(8, encodeOpset(domain, 1));
  }
  for (const [key, value] of Object.entries(graph.metadata ?? {})) {
    model.message(14, new MessageWriter().text(1, key).text(2, value));
  }
  return model.finish();
}

/** `OperatorSetIdProto`. */
export function encodeOpset(domain: string, version: number): MessageWriter {
  return new MessageWriter().text(1, domain).integer(2, version);
}

function encodeGraph(graph: Omit<GraphSpec, 'opset'>): MessageWriter {
  const out = new MessageWriter();
  for (const node of graph.nodes) out.message(1, encodeNode(node));
  out.text(2, graph.name);
  for (const initialiser of graph.initialisers) out.message(5, encodeTensor(initialiser));
  for (const input of graph.inputs) out.message(11, encodeValueInfo(input));
  for (const output of graph.outputs) out.message(12, encodeValueInfo(output));
  return out;
}

/** `NodeProto`. */
export function encodeNode(node: NodeSpec): MessageWriter {
  const out = new MessageWriter();
  for (const input of node.inputs) out.text(1, input);
  for (const output of node.outputs) out.text(2, output);
  out.text(4, node.op);
  for (const [name, value] of Object.entries(node.attributes ?? {}))
    out.message(5, encodeAttribute(name, value));
  if (node.domain !== undefined && node.domain !== '') out.text(7, node.domain);
  return out;
}

/** Field 20 is `AttributeProto.AttributeType`. */
function encodeAttribute(name: string, value: AttributeSpec): MessageWriter {
  const out = new MessageWriter().text(1, name);
  if ('float' in value) return out.float(2, value.float).integer(20, 1);
  if ('int' in value) return out.integer(3, value.int).integer(20, 2);
  if ('string' in value) return out.text(4, value.string).integer(20, 3);
  if ('tensor' in value) return out.message(5, encodeTensor(value.tensor)).integer(20, 4);
  if ('graph' in value) return out.message(6, encodeGraph(value.graph)).integer(20, 5);
  if ('floats' in value) return out.floats(7, value.floats).integer(20, 6);
  return out.integers(8, value.ints).integer(20, 7);
}

/** `TensorProto` with its data as raw little-endian bytes. */
export function encodeTensor({ name, dims, data }: Initialiser): MessageWriter {
  if (elementCount(dims) !== data.length) {
    throw new RangeError(
      `initialiser "${name}": shape [${dims.join(', ')}] does not hold ${data.length} values`,
    );
  }
  return new MessageWriter()
    .integers(1, dims)
    .integer(2, elementCodes[elementOf(data)])
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function elementOf(data: Initialiser['data']): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof BigInt64Array) return 'int64';
  return data instanceof Int8Array ? 'int8' : 'uint8';
}

function encodeValueInfo({ name, type, shape }: TensorInfo): MessageWriter {
  const dims = new MessageWriter();
  for (const size of shape) {
    const dim = new MessageWriter();
    dims.message(1, typeof size === 'number' ? dim.integer(1, size) : dim.text(2, size));
  }
  const tensor = new MessageWriter().integer(1, elementCodes[type]).message(2, dims);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor));
}
