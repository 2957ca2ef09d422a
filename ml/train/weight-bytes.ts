import { sizeOf, weightSpecs, type Network, type Weights } from './network.ts';

/** The weights of a network one after the other, in its order; little-endian float32. What is absent is 0. */
export function packWeights(network: Network, weights: Weights): Uint8Array {
  const specs = weightSpecs(network);
  const total = specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const view = new DataView(new ArrayBuffer(4 * total));
  let at = 0;
  for (const { name, shape } of specs) {
    const values = weights[name];
    for (let i = 0; i < sizeOf(shape); i++, at += 4) view.setFloat32(at, values?.[i] ?? 0, true);
  }
  return new Uint8Array(view.buffer);
}

/** @throws RangeError where there are more or fewer bytes than the network has weights */
export function unpackWeights(network: Network, bytes: Uint8Array): Weights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const weights = Object.fromEntries(
    weightSpecs(network).map(({ name, shape }) => {
      const from = at;
      at += 4 * sizeOf(shape);
      if (at > bytes.length) throw new RangeError(`${bytes.length} bytes are too few for ${name}`);
      return [
        name,
        Float32Array.from({ length: sizeOf(shape) }, (_, i) => view.getFloat32(from + 4 * i, true)),
      ];
    }),
  );
  if (at !== bytes.length)
    throw new RangeError(`${bytes.length} bytes are more than the ${at} of the network`);
  return weights;
}
