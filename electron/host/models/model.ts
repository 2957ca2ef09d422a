import type { Manifest } from '../../../ml/package/manifest.ts';

/** A package, verified and in memory. The bytes are the ones that were verified: nothing is read again between check and use. */
export interface Model {
  /** Digest of the whole package, by which inspections name it. */
  readonly sha256: string;
  readonly manifest: Manifest;
  /** `model.onnx` */
  readonly onnx: Uint8Array;
  readonly golden: readonly GoldenTensor[];
}

/** What one input tensor must give on every station. */
export interface GoldenTensor {
  readonly name: string;
  readonly input: Float32Array;
  readonly outputs: Readonly<
    Record<string, { readonly dims: readonly number[]; readonly data: Float32Array }>
  >;
}
