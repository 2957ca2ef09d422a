/** Element types of ONNX tensors under the names this code uses: `TensorProto.DataType` of onnx.proto3. */
export const elementCodes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const;
export type ElementType = keyof typeof elementCodes;

const names = new Map(
  Object.entries(elementCodes).map(([name, code]) => [code as number, name as ElementType]),
);

/** The name of an element type, or `undefined` for one that this code does not know (complex, float8, 4 bit). */
export function elementType(code: number): ElementType | undefined {
  return names.get(code);
}

/** The most elements any one tensor may have: a GiB of float32. */
export const maxElements = 2 ** 28;

/** Elements of a shape; 1 for a scalar. Not finite when a dimension is negative or not a number. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, size) => (size >= 0 ? product * size : Infinity), 1);
}
