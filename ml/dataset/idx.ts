/**
 * IDX, the format of MNIST: two zero bytes, a type, the number of dimensions, each dimension as a big-endian u32, then the values.
 * Source: http://yann.lecun.com/exdb/mnist.
 */
export interface Idx {
  readonly dims: readonly number[];
  /** As many as the dimensions multiply to; a view of the file's bytes. */
  readonly data: Uint8Array;
}

/** Reads an IDX file of unsigned bytes. Throws an Error that says what is wrong. */
export function readIdx(bytes: Uint8Array): Idx {
  const [first, second, type, rank = 0] = bytes;
  if (first !== 0 || second !== 0 || rank === 0) throw new Error('this is not an IDX file');
  if (type !== 8)
    throw new Error(`an IDX file of unsigned bytes (type 8) was expected, this has type ${type}`);
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw new Error('the IDX file ends in its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = dims.reduce((product, size) => product * size, 1);
  if (bytes.length - header !== count)
    throw new Error(`the IDX file has ${bytes.length - header} values, its header asks for ${count}`);
  return { dims, data: bytes.subarray(header) };
}

/** A pair of IDX files: grey pictures [n, height, width] and a label for each. Throws where they do not belong together. */
export function readIdxPair(images: Uint8Array, labels: Uint8Array) {
  const pictures = readIdx(images);
  const named = readIdx(labels);
  const [count = 0, height = 0, width = 0] = pictures.dims;
  if (pictures.dims.length !== 3) throw new Error(`pictures have 3 dimensions, got ${pictures.dims.length}`);
  if (named.dims.length !== 1 || named.dims[0] !== count)
    throw new Error(`${count} pictures and ${named.dims.join(' × ')} labels do not belong together`);
  return {
    ...{ count, width, height },
    labels: named.data,
    /** Grey levels of one picture, row by row. */
    picture: (index: number) => pictures.data.subarray(index * width * height, (index + 1) * width * height),
  };
}
