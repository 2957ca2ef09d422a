import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import type { Frame } from '../../ml/image/frame.ts';
import type { Engine } from '../../ml/train/anomaly.ts';

// A build script, not the product: it runs once, on pictures of our own making or of the caller's choice, so it loads both native libraries into
// its own process. The station never does.

/** onnxruntime on the CPU for models of one input [1, 1, height, width]. */
export function createCpuEngine({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): Engine {
  return {
    async load(model) {
      const session = await ort.InferenceSession.create(model, {
        executionProviders: ['cpu'],
        intraOpNumThreads: 2,
        interOpNumThreads: 1,
      });
      const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]];
      return {
        async run(pixels) {
          const answer = await session.run({
            [input]: new ort.Tensor('float32', pixels, [1, 1, height, width]),
          });
          const data = answer[output]?.data;
          if (!(data instanceof Float32Array))
            throw new TypeError(`the model's output ${output} is not float32`);
          return data;
        },
        dispose: () => session.release(),
      };
    },
  };
}

/** A picture file as a frame: upright, sRGB, as the station's image worker reads it. */
export async function readPicture(path: string): Promise<Frame> {
  const { data, info } = await sharp(path)
    .autoOrient()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const colour = { matrix: 'bt601', range: 'full' } as const;
  if (info.channels !== 3) throw new TypeError(`${path} has ${info.channels} channels, not 3`);
  return { width: info.width, height: info.height, layout: 'rgb', colour, data: new Uint8Array(data) };
}
