import * as ort from 'onnxruntime-node';
import type { Engine } from './anomaly.ts';

/** The runtime that the station uses, on one thread. */
export function testEngine({ width, height }: { readonly width: number; readonly height: number }): Engine {
  return {
    async load(model) {
      const session = await ort.InferenceSession.create(model, {
        executionProviders: ['cpu'],
        intraOpNumThreads: 1,
      });
      return {
        async run(pixels) {
          const answer = await session.run({
            [session.inputNames[0]!]: new ort.Tensor('float32', pixels, [1, 1, height, width]),
          });
          return answer[session.outputNames[0]!]!.data as Float32Array;
        },
        dispose: () => session.release(),
      };
    },
  };
}
