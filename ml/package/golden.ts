import { z } from 'zod';
import { normalise } from '../image/normalise.ts';
import { elementCount } from '../onnx/elements.ts';
import { verdicts, type Finding } from '../verdict/result.ts';
import type { PackageFiles } from './files.ts';
import { parseJson } from './json.ts';
import type { Manifest, ModelInput } from './manifest.ts';

const number = z.number().finite();
const name = z.string().min(1).max(200);
const findingSchema = z.strictObject({
  kind: z.enum(['box', 'polygon', 'mask']),
  box: z.tuple([number, number, number, number]),
  polygon: z.array(number).max(4096).optional(),
  class: name,
  score: z.number().min(0).max(1),
  lengthPx: number.optional(),
  lengthMm: number.optional(),
});

/** `golden/index.json`. Tensor cases lie one after the other in `golden/tensors.bin`: the input, then the outputs as float32, little-endian. */
export const goldenIndexSchema = z.strictObject({
  format: z.literal(1),
  /** Largest absolute difference of an output value or a score: for each provider by name, `default` for the others. */
  tolerance: z
    .record(z.string(), z.number().positive().max(0.1))
    .refine((by) => 'default' in by, 'no default'),
  /** Outputs of every tensor case, in the order of the file. */
  outputs: z
    .array(z.strictObject({ name, dims: z.array(z.number().int().min(1)).max(8) }))
    .min(1)
    .max(8),
  /** `uint8`: levels before normalisation, in the tensor's layout and channel order. */
  tensors: z
    .array(z.strictObject({ name, input: z.enum(['uint8', 'float32']) }))
    .min(1)
    .max(256),
  frames: z
    .array(
      z.strictObject({
        name,
        file: z.string().regex(/^golden\/frames\/[a-z0-9][a-z0-9_-]*\.y4m$/),
        verdict: z.enum(verdicts),
        score: z.number().min(0).max(1),
        findings: z.array(findingSchema).max(1000),
      }),
    )
    .max(64),
});
export type GoldenIndex = z.infer<typeof goldenIndexSchema>;

/** The engine alone: what one input tensor must give. */
export interface GoldenTensor {
  readonly name: string;
  /** In the manifest's layout, normalised: what the model is given. */
  readonly input: Float32Array;
  readonly outputs: Readonly<
    Record<string, { readonly dims: readonly number[]; readonly data: Float32Array }>
  >;
}

/** The whole path: the judgement that a frame must get. */
export interface GoldenFrame {
  readonly name: string;
  /** The frame as a Y4M file. */
  readonly y4m: Uint8Array;
  readonly verdict: GoldenIndex['frames'][number]['verdict'];
  readonly score: number;
  readonly findings: readonly Finding[];
}

export interface Golden {
  readonly tolerance: Readonly<Record<string, number>>;
  readonly tensors: readonly GoldenTensor[];
  readonly frames: readonly GoldenFrame[];
}

/** A tensor case to be written; a `Uint8Array` input holds levels, a quarter of the bytes. */
export type GoldenTensorDraft = Omit<GoldenTensor, 'input'> & { readonly input: Uint8Array | Float32Array };

const maxIndexBytes = 8_000_000;

/** The golden cases of a package. Throws an Error that says what is missing, too short, too long, or not a number. */
export function readGolden(files: PackageFiles, manifest: Manifest): Golden {
  const file = (path: string) => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new Error(`${path} is missing`);
    return bytes;
  };
  const index = parseJson(goldenIndexSchema, file('golden/index.json'), maxIndexBytes);
  const frames = index.frames.map(({ file: path, findings, ...rest }) => ({
    ...rest,
    y4m: file(path),
    findings: findings as readonly Finding[],
  }));
  return {
    tolerance: index.tolerance,
    tensors: readTensors(file('golden/tensors.bin'), index, manifest.input),
    frames,
  };
}

function readTensors(bytes: Uint8Array, index: GoldenIndex, input: ModelInput): readonly GoldenTensor[] {
  const elements = input.channels * input.width * input.height;
  const outputBytes = index.outputs.reduce((sum, { dims }) => sum + 4 * elementCount(dims), 0);
  const inputBytes = index.tensors.reduce(
    (sum, each) => sum + elements * (each.input === 'uint8' ? 1 : 4),
    0,
  );
  const expected = inputBytes + index.tensors.length * outputBytes;
  if (bytes.length !== expected) {
    throw new Error(`golden/tensors.bin has ${bytes.length} bytes, the index asks for ${expected}`);
  }
  let at = 0;
  // A copy of its own: a part of a larger buffer need not lie where floats may.
  const take = (length: number) => new Uint8Array(bytes.subarray(at, (at += length)));
  const floats = (count: number, what: string) => {
    const values = new Float32Array(take(4 * count).buffer);
    if (values.some((value) => !Number.isFinite(value)))
      throw new Error(`golden/tensors.bin: ${what} holds what is not a number`);
    return values;
  };
  return index.tensors.map(({ name: caseName, input: type }) => ({
    name: caseName,
    input: type === 'uint8' ? normalised(take(elements), input) : floats(elements, caseName),
    outputs: Object.fromEntries(
      index.outputs.map((output) => [
        output.name,
        { dims: output.dims, data: floats(elementCount(output.dims), `${caseName}, ${output.name}`) },
      ]),
    ),
  }));
}

/** Levels to what the model reads, by the same table as every frame's pixels. */
function normalised(levels: Uint8Array, input: ModelInput): Float32Array {
  const { channels, layout, width, height } = input;
  const pixels = width * height;
  const [perChannel, perPixel] = layout === 'nchw' ? [pixels, 1] : [1, channels];
  const values = new Float32Array(levels.length);
  for (let channel = 0; channel < channels; channel += 1) {
    const table = Float32Array.from({ length: 256 }, (_, level) => normalise(input, channel, level));
    for (let pixel = 0, at = channel * perChannel; pixel < pixels; pixel += 1, at += perPixel)
      values[at] = table[levels[at]!]!;
  }
  return values;
}

/** The files of golden cases, for a package to be made. Every tensor case must have the same outputs. Throws on what cannot be read back. */
export function writeGolden(
  golden: {
    readonly tolerance: GoldenIndex['tolerance'];
    readonly tensors: readonly GoldenTensorDraft[];
    readonly frames: readonly GoldenFrame[];
  },
  manifest: Manifest,
): PackageFiles {
  const files = new Map<string, Uint8Array>();
  const outputs = Object.entries(golden.tensors[0]?.outputs ?? {}).map(([output, { dims }]) => ({
    name: output,
    dims,
  }));
  const frames = golden.frames.map(({ y4m, ...rest }, position) => {
    const file = `golden/frames/${position}.y4m`;
    files.set(file, y4m);
    return { ...rest, file };
  });
  const tensors = golden.tensors.map((each) => ({
    name: each.name,
    input: each.input instanceof Uint8Array ? 'uint8' : 'float32',
  }));
  const parts = golden.tensors.flatMap((each) => [
    each.input,
    ...outputs.map((output) => {
      const value = each.outputs[output.name];
      if (value?.dims.join() !== output.dims.join()) {
        throw new Error(
          `golden case "${each.name}": the output "${output.name}" differs in shape from the first case`,
        );
      }
      return value.data;
    }),
  ]);
  const index = goldenIndexSchema.parse({ format: 1, tolerance: golden.tolerance, outputs, tensors, frames });
  files.set('golden/index.json', new TextEncoder().encode(`${JSON.stringify(index)}\n`));
  files.set('golden/tensors.bin', joined(parts));
  readGolden(files, manifest);
  return files;
}

function joined(parts: readonly (Uint8Array | Float32Array)[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    out.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return out;
}
