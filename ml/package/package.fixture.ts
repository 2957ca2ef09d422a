import { encodeY4m } from '../image/y4m.ts';
import { writeModel, type GraphSpec } from '../onnx/write.ts';
import type { PackageFiles } from './files.ts';
import { writeGolden } from './golden.ts';
import { manifestOf } from './manifest.fixture.ts';

/** y [1, 1] = mean of the grey picture x [1, 1, 4, 4], 0 to 1: the brighter, the more defect. */
export const meanModel: GraphSpec = {
  name: 'mean',
  opset: 17,
  inputs: [{ name: 'x', type: 'float32', shape: [1, 1, 4, 4] }],
  outputs: [{ name: 'y', type: 'float32', shape: [1, 1] }],
  nodes: [
    {
      op: 'ReduceMean',
      inputs: ['x'],
      outputs: ['y'],
      attributes: { axes: { ints: [2, 3] }, keepdims: { int: 0 } },
    },
  ],
  initialisers: [],
};

export const meanManifest = manifestOf({}, { scale: 1 / 255 });

const text = (content: string) => new TextEncoder().encode(content);

/** The files of a small sound package, unsigned: the mean model, two tensor cases and one frame with answers worked out by hand. */
export function meanPackage(manifest = meanManifest): Map<string, Uint8Array> {
  const output = (value: number) => ({ y: { dims: [1, 1], data: new Float32Array([value]) } });
  const grey = new Uint8Array(16).fill(51);
  const golden: PackageFiles = writeGolden(
    {
      tolerance: { default: 1e-3, cpu: 1e-4 },
      tensors: [
        { name: 'grey', input: grey, outputs: output(0.2) },
        { name: 'half', input: new Float32Array(16).fill(0.5), outputs: output(0.5) },
      ],
      frames: [
        {
          name: 'grey frame',
          y4m: encodeY4m({
            width: 4,
            height: 4,
            layout: 'grey',
            colour: { matrix: 'bt601', range: 'full' },
            data: grey,
          }),
          verdict: 'pass',
          score: 0.2,
          findings: [],
        },
      ],
    },
    manifest,
  );
  return new Map([
    ['model.json', text(JSON.stringify(manifest))],
    ['model.onnx', writeModel(meanModel)],
    ['card.md', text('# Mean\n\nThe brighter, the worse.\n')],
    ['requirements.txt', text('onnxruntime\n')],
    ...golden,
  ]);
}
