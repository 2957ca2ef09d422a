/** The WebAssembly pixel kernel (`assembly/`): its memory, and one run. A frame may be written straight into its memory. */
import type { ModelInput } from '../package/manifest.ts';
import { checkFrame, checkSize, frameBytes, type Frame } from './frame.ts';
import { contentOf, placementOf, type Placement } from './geometry.ts';
import { colourFields, jobBytes, resizeFields, type Arena } from './job.ts';
import { wasmBase64 } from './kernel.wasm.ts';
import { channelOrder, greyWeights, readsLuma, tablesOf } from './normalise.ts';
import { padded, stepsOf } from './reference.ts';

export type FrameShape = Pick<Frame, 'width' | 'height' | 'layout' | 'colour'>;

export interface Kernel {
  /** The input tensor. Growing memory detaches it: read it again after each run. */
  readonly tensor: Float32Array<ArrayBuffer>;
  /** Where the bytes of a frame of this shape may be written; a frame made of this very array is not copied by `run`. */
  landing(shape: FrameShape): Uint8Array<ArrayBuffer>;
  run(frame: Frame): Placement;
}

/** Room behind every block: the kernel reads and writes whole vectors, past the end with weight 0. */
const slack = 64;
const page = 65_536;
const mostPages = 16_384;

let compiled: WebAssembly.Module | null | undefined;

/** The module, compiled once; null where WebAssembly or its SIMD is missing or forbidden. */
export function kernelModule(): WebAssembly.Module | null {
  if (compiled === undefined)
    try {
      compiled = new WebAssembly.Module(Uint8Array.from(atob(wasmBase64), (char) => char.charCodeAt(0)));
    } catch {
      compiled = null;
    }
  return compiled;
}

export function createKernel(module: WebAssembly.Module, input: ModelInput): Kernel {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const runJob = exports['run'] as (job: number) => void;
  const arena = createArena(memory);
  const size = input.width * input.height * input.channels;
  const tensorAt = arena.take(4 * size);
  const plansAt = arena.top();
  const tensor = () => new Float32Array(memory.buffer, tensorAt, size);

  let planned: Planned | undefined;
  /** One plan is kept; another shape takes its place in the memory. */
  const planFor = (shape: FrameShape): Planned => {
    if (planned && sameShape(planned.shape, shape)) return planned;
    planned = undefined;
    arena.reset(plansAt);
    const fresh = plan(arena, input, shape, tensorAt);
    tensor().set(padded(input));
    planned = fresh;
    return fresh;
  };
  const landing = (shape: FrameShape) => {
    const { frameAt } = planFor(shape); // may grow the memory, which replaces its buffer
    return new Uint8Array(memory.buffer, frameAt, frameBytes(shape.layout, shape.width, shape.height));
  };

  return {
    get tensor() {
      return tensor();
    },
    landing,
    run(frame) {
      checkFrame(frame);
      const { jobAt, frameAt, placement } = planFor(frame);
      const inPlace = frame.data.buffer === memory.buffer && frame.data.byteOffset === frameAt;
      if (!inPlace) landing(frame).set(frame.data);
      runJob(jobAt);
      return placement;
    },
  };
}

interface Planned {
  readonly shape: FrameShape;
  readonly frameAt: number;
  readonly jobAt: number;
  readonly placement: Placement;
}

function plan(arena: Arena, input: ModelInput, shape: FrameShape, tensorAt: number): Planned {
  const { width, height, layout, colour } = shape;
  checkSize(shape);
  const content = contentOf(input, width, height);
  const luma = readsLuma(input, layout);
  const frameAt = arena.take(frameBytes(layout, width, height) + width);
  const planeU = frameAt + width * height;
  const planeV = planeU + Math.ceil(width / 2) * Math.ceil(height / 2);

  const tables = tablesOf(input, shape).map((table) => arena.put(table));
  const { pixelStep, channelStep } = stepsOf(input);
  const order = luma ? ([0, 1, 2] as const) : channelOrder(input.colour);
  const first = tensorAt + 4 * (content.top * input.width + content.left) * pixelStep;
  const out = order.map((channel) => first + 4 * channel * channelStep);
  const [greyRed, greyGreen, greyBlue] = greyWeights(input.kernel);
  const job = jobBytes({
    ...resizeFields(arena, input.kernel, shape, content, luma ? 1 : 4),
    ...colourFields(colour),
    layout: luma ? 0 : layout === 'rgb' ? 1 : 2,
    ...{ plane: frameAt, planeU, planeV, width, height, channels: luma ? 1 : 4 },
    ...{ targetWidth: content.width, targetHeight: content.height, outputs: input.channels },
    ...{ out0: out[0]!, out1: out[1]!, out2: out[2]! },
    ...{ table0: tables[order[0]]!, table1: tables[order[1]] ?? 0, table2: tables[order[2]] ?? 0 },
    ...{ outRow: 4 * input.width * pixelStep, outStep: 4 * pixelStep },
    ...{ greyRed, greyGreen, greyBlue },
  });
  return { shape, frameAt, jobAt: arena.put(job), placement: placementOf(content, width, height) };
}

/** Blocks one after the other, aligned to 64 bytes; the memory grows as needed. */
function createArena(memory: WebAssembly.Memory): Arena & { top(): number; reset(to: number): void } {
  let top = 1024;
  const take = (bytes: number) => {
    const at = top;
    top = Math.ceil((at + bytes + slack) / 64) * 64;
    const missing = Math.ceil((top + page) / page) - memory.buffer.byteLength / page;
    if (missing > 0) {
      if (memory.buffer.byteLength / page + missing > mostPages)
        throw new Error(
          `the frame is too large: its pixels and tables need ${top} bytes, ${mostPages * page} are there`,
        );
      memory.grow(missing);
    }
    return at;
  };
  return {
    take,
    put(table) {
      const at = take(table.byteLength);
      const bytes = new Uint8Array(table.buffer, table.byteOffset, table.byteLength);
      new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
      return at;
    },
    top: () => top,
    reset(to) {
      top = to;
    },
  };
}

function sameShape(a: FrameShape, b: FrameShape): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    a.layout === b.layout &&
    a.colour.matrix === b.colour.matrix &&
    a.colour.range === b.colour.range
  );
}
