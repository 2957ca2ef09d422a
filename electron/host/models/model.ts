import type { ReadPackage } from '../../../ml/package/verify.ts';

/**
 * A package, verified and in memory: digest (by which inspections name it), manifest, the network's bytes, golden cases. The bytes are the
 * ones that were verified: nothing is read again between check and use.
 */
export type Model = Pick<ReadPackage, 'sha256' | 'manifest' | 'onnx' | 'golden'>;
