import { writeModel, type NodeSpec } from '../../../ml/onnx/write.ts';
import { manifestSchema, type Manifest } from '../../../ml/package/manifest.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Model } from './model.ts';

/** A grey picture of 64 × 64 in, one class score out: what ml/onnx/hostile.fixture.ts speaks too. */
export const sampleManifest = (parts: Record<string, unknown> = {}): Manifest =>
  manifestSchema.parse({
    format: 1,
    name: 'sample',
    version: 1,
    task: 'classify',
    created: '2026-11-21T09:00:00Z',
    by: 'a test',
    input: {
      tensor: 'x',
      width: 64,
      height: 64,
      channels: 1,
      fit: 'stretch',
      kernel: 'area/u8',
      colour: 'grey',
      scale: 1 / 256,
      mean: [0],
      std: [1],
    },
    outputs: { family: 'classes', scores: 'y', activation: 'none' },
    classes: [{ name: 'damage', verdict: 'defect' }],
    thresholds: { pass: 0.25, defect: 0.75 },
    ...parts,
  });

/** The score is the mean of the picture / 256 times `gain`: sums of 256ths, exact in float32. */
export function brightness(gain = 1): Uint8Array {
  const nodes: NodeSpec[] = [
    { op: 'ReduceMean', inputs: ['x'], outputs: ['mean'], attributes: { keepdims: { int: 0 } } },
    { op: 'Mul', inputs: ['mean', 'gain'], outputs: ['score'] },
    { op: 'Reshape', inputs: ['score', 'one_by_one'], outputs: ['y'] },
  ];
  return writeModel({
    name: 'brightness',
    opset: 17,
    inputs: [{ name: 'x', type: 'float32', shape: [1, 1, 64, 64] }],
    outputs: [{ name: 'y', type: 'float32', shape: [1, 1] }],
    nodes,
    initialisers: [
      { name: 'gain', dims: [1], data: new Float32Array([gain]) },
      { name: 'one_by_one', dims: [2], data: BigInt64Array.of(1n, 1n) },
    ],
  });
}

/** A map that is the picture itself. */
export function asItIs(width: number, height: number): Uint8Array {
  const shape = [1, 1, height, width];
  return writeModel({
    ...{ name: 'as-it-is', opset: 17, initialisers: [] },
    inputs: [{ name: 'x', type: 'float32', shape }],
    outputs: [{ name: 'y', type: 'float32', shape }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  });
}

export const noGolden = { tolerance: { default: 1e-6 }, tensors: [], frames: [] } as const;

export function sampleModel(
  onnx: Uint8Array = brightness(),
  digit = 'a',
  parts: Record<string, unknown> = {},
): Model {
  return { sha256: digit.repeat(64), manifest: sampleManifest(parts), onnx, golden: noGolden };
}

/** A grey frame of 64 × 64, full range, whose values are `level` and, in every other pixel, `level + 10`. */
export const greyFrame = (level: number, size = 64): Frame => ({
  width: size,
  height: size,
  layout: 'grey',
  colour: { matrix: 'bt601', range: 'full' },
  data: Uint8Array.from({ length: size * size }, (_, i) => level + 10 * (i % 2)),
});
