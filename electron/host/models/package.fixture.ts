import type { PackageFiles } from '../../../ml/package/files.ts';
import { writeGolden } from '../../../ml/package/golden.ts';
import { encodeY4m } from '../../../ml/image/y4m.ts';
import { brightness, greyFrame, sampleManifest } from './sample.fixture.ts';

/**
 * An unsigned package around `onnx` (by default: mean brightness times `gain`), whose golden cases expect what that model gives: one
 * tensor of one level and one frame.
 */
export function samplePackage({
  version = 1,
  gain = 1,
  onnx = brightness(gain),
  expected = 0.5 * gain,
  trainingRun,
  card = '# A sample\n',
}: {
  readonly version?: number;
  readonly gain?: number;
  readonly onnx?: Uint8Array;
  /** What the golden tensor is said to give. */
  readonly expected?: number;
  readonly trainingRun?: string;
  readonly card?: string;
} = {}): PackageFiles {
  const manifest = sampleManifest({ version, ...(trainingRun && { trainingRun }) });
  const golden = writeGolden(
    {
      tolerance: { default: 1e-6 },
      tensors: [
        {
          name: 'level 128',
          input: new Uint8Array(64 * 64).fill(128),
          outputs: { y: { dims: [1, 1], data: new Float32Array([expected]) } },
        },
      ],
      frames: [
        {
          name: 'dark',
          y4m: encodeY4m(greyFrame(20)),
          verdict: 'pass',
          score: (25 / 256) * gain,
          findings: [],
        },
      ],
    },
    manifest,
  );
  const text = (content: string) => new TextEncoder().encode(content);
  return new Map([
    ['model.onnx', onnx],
    ['model.json', text(JSON.stringify(manifest))],
    ['card.md', text(card)],
    ...golden,
  ]);
}
