import { elementType, type ElementType } from './elements.ts';
import { keptValues, type OnnxTensor } from './model.ts';
import { ProtobufError, floatsOf, integersOf, readFields, type Field } from './protobuf-reader.ts';

const maxRank = 32;

/** A string field. Bytes that are not UTF-8 become U+FFFD, which no allowed name contains. */
export function text(field: Field): string {
  return new TextDecoder().decode(field.bytes);
}

/** Reads a `TensorProto`: its shape, where its data lie, and its first values. */
export function readTensor(bytes: Uint8Array): OnnxTensor {
  let name = '';
  let type: ElementType | undefined;
  let external = false;
  let stored = 0;
  let raw: Uint8Array | undefined;
  const dims: number[] = [];
  const typed: number[] = [];
  const keep = (value: number) => {
    if (typed.length < keptValues) typed.push(value);
  };
  readFields(bytes, (field) => {
    const { number, wire } = field;
    if (number === 1) integersOf(field, (size) => pushSize(dims, size));
    if (number === 2 && wire === 0) type = elementType(field.integer);
    if (number === 4) floatsOf(field, keep);
    if (number === 5 || number === 7) integersOf(field, keep);
    if (number === 8 && wire === 2) name = text(field);
    if (number === 9 && wire === 2) raw = field.bytes;
    if ([4, 5, 6, 7, 9, 10, 11].includes(number)) stored += field.bytes.length;
    // Field 14 says where the data lie (0: here); entries of field 13 name the other file. Either is enough to refuse.
    if (number === 13 || (number === 14 && field.integer !== 0)) external = true;
  });
  const values = raw === undefined ? typed : rawValues(raw, type);
  return { name, type, dims, external, bytes: stored, values };
}

/** Reads the shape of a `SparseTensorProto`. */
export function readSparseShape(bytes: Uint8Array): readonly number[] {
  const dims: number[] = [];
  readFields(bytes, (field) => {
    if (field.number === 3) integersOf(field, (size) => pushSize(dims, size));
  });
  return dims;
}

function pushSize(dims: number[], size: number): void {
  if (dims.length === maxRank) throw new ProtobufError(`a tensor of more than ${maxRank} dimensions`);
  dims.push(size);
}

function rawValues(raw: Uint8Array, type: ElementType | undefined): readonly number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read = (width: number, at: (offset: number) => number) =>
    Array.from({ length: Math.min(keptValues, Math.floor(raw.length / width)) }, (_, index) =>
      at(index * width),
    );
  if (type === 'int64') return read(8, (offset) => Number(view.getBigInt64(offset, true)));
  if (type === 'int32') return read(4, (offset) => view.getInt32(offset, true));
  if (type === 'float32') return read(4, (offset) => view.getFloat32(offset, true));
  return [];
}
