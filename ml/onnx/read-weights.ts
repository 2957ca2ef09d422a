import { ProtobufError, integersOf, readFields, type Field } from './protobuf-reader.ts';
import { text } from './read-tensor.ts';

export interface WeightTensor {
  readonly dims: readonly number[];
  /** Row by row. */
  readonly values: Float32Array;
}

/**
 * The float32 initialisers of an ONNX file that keep their data as raw bytes, as `writeModel` writes them, by name. Others are left out.
 * @throws ProtobufError when the bytes are not an ONNX file
 */
export function readWeights(model: Uint8Array): ReadonlyMap<string, WeightTensor> {
  const weights = new Map<string, WeightTensor>();
  const messages = (bytes: Uint8Array, number: number, use: (bytes: Uint8Array) => void) =>
    readFields(bytes, (field) => {
      if (field.number === number && field.wire === 2) use(field.bytes);
    });
  messages(model, 7, (graph) =>
    messages(graph, 5, (tensor) => {
      const read = weightOf(tensor);
      if (read) weights.set(...read);
    }),
  );
  return weights;
}

const float32 = 1;

function weightOf(bytes: Uint8Array): [string, WeightTensor] | null {
  let [name, type] = ['', 0];
  let raw: Uint8Array | undefined;
  const dims: number[] = [];
  readFields(bytes, (field: Field) => {
    if (field.number === 1) integersOf(field, (size) => dims.push(size));
    if (field.number === 2 && field.wire === 0) type = field.integer;
    if (field.number === 8 && field.wire === 2) name = text(field);
    if (field.number === 9 && field.wire === 2) raw = field.bytes;
  });
  if (type !== float32 || raw === undefined) return null;
  const count = dims.reduce((product, size) => product * size, 1);
  if (raw.length !== 4 * count)
    throw new ProtobufError(`initialiser "${name}" has ${raw.length} bytes for ${count} values`);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return [
    name,
    { dims, values: Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true)) },
  ];
}
