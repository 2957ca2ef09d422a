/**
 * From a frame to a model's input tensor, in one pass: resize by the convention the manifest names, letterbox or stretch, colour order,
 * normalisation, layout. Training, evaluation, inference and golden cases all come through here.
 *
 * - `i420` goes to RGB as `colour.ts` says; a grey model reads the Y plane as it is, whatever the matrix.
 * - `rgb` for a grey model becomes grey after the resize, with the weights of the kernel's library.
 * - Y values of a limited range are spread to 0 to 255 after the resize.
 */
import type { ModelInput } from '../package/manifest.ts';
import { frameBytes, type Frame } from './frame.ts';
import type { Placement } from './geometry.ts';
import { createKernel, kernelModule, type FrameShape } from './kernel.ts';
import { wasmSha256 } from './kernel.wasm.ts';
import { checkInput } from './normalise.ts';
import { padded, referencePreprocess } from './reference.ts';

export type { FrameShape, Placement };
export { referencePreprocess };

export interface Preprocessor {
  /** The model's input, NCHW or NHWC as its manifest says: the values of the last run. Valid until the next run; read it anew after each. */
  readonly tensor: Float32Array<ArrayBuffer>;
  /** WebAssembly, or its plain TypeScript twin where there is none: same numbers, 5 to 15 times slower. */
  readonly engine: 'wasm' | 'typescript';
  /**
   * Where the bytes of a frame of this shape may be written, so that `run` need not copy them: `run({ ...shape, data: landing })`.
   * Valid until the next call with another shape.
   */
  landing(shape: FrameShape): Uint8Array<ArrayBuffer>;
  /** Fills the tensor from a frame. Throws where the frame's data has the wrong size, or `area/u8` would have to enlarge it. */
  run(frame: Frame): Placement;
}

/** Names the numbers: it changes whenever the kernel's code does. */
export const kernelVersion = wasmSha256.slice(0, 12);

/** Plans once for each frame shape and keeps the last plan. Throws for an input that contradicts itself. */
export function createPreprocessor(input: ModelInput): Preprocessor {
  checkInput(input);
  const module = kernelModule();
  if (!module) return createPlainPreprocessor(input);
  const kernel = createKernel(module, input);
  return {
    get tensor() {
      return kernel.tensor;
    },
    engine: 'wasm',
    landing: (shape) => kernel.landing(shape),
    run: (frame) => kernel.run(frame),
  };
}

/** The fallback. */
export function createPlainPreprocessor(input: ModelInput): Preprocessor {
  checkInput(input);
  let tensor = padded(input);
  return {
    get tensor() {
      return tensor;
    },
    engine: 'typescript',
    landing: ({ layout, width, height }) => new Uint8Array(frameBytes(layout, width, height)),
    run(frame) {
      const done = referencePreprocess(input, frame);
      tensor = done.tensor;
      return done.placement;
    },
  };
}
