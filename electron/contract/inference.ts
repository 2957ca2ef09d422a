import { z } from 'zod';
import type { Frame } from '../../ml/image/frame.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { reasons, verdicts, type Verdict } from '../../ml/verdict/result.ts';
import { findingSchema } from './events.ts';

// What host and inference worker say to each other. The asks are types, since the worker trusts its host; the answers are schemas, since the
// host trusts no process that ran a model.

/** Execution providers, by the names ONNX Runtime gives them. */
export const providers = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'] as const;
export type Provider = (typeof providers)[number];

export interface InferenceAsks {
  /** Opens `model` under the name `slot` with the first of `providers` that takes the whole of it. */
  load: {
    readonly slot: string;
    readonly manifest: Manifest;
    readonly model: Uint8Array;
    readonly providers: readonly Provider[];
    readonly threads: number;
  };
  unload: { readonly slot: string };
  /** Judges one frame, step after step, until one answers what stops the line. */
  judge: {
    readonly frame: Frame;
    readonly steps: readonly { readonly slot: string; readonly stopOn: readonly Verdict[] }[];
  };
  /** The engine alone: a tensor in the manifest's layout to the raw outputs (golden cases, features for training). */
  run: { readonly slot: string; readonly tensor: Float32Array };
}
export type InferenceCall = keyof InferenceAsks;

const text = z.string().max(500);
const px = z.number().finite();
const side = z.number().int().min(1).max(8192);
const ms = z.number().nonnegative();
const floats: z.ZodType<Float32Array> = z.instanceof(Float32Array);

/** What runs a model: provider, runtime and its version, the device in words, the pixel kernel and its build. */
export const engineSchema = z.strictObject({
  provider: z.enum(providers),
  runtime: text,
  device: text,
  kernel: text,
});
export type EngineRecord = z.infer<typeof engineSchema>;

export const scoreMapSchema = z
  .strictObject({ width: side, height: side, values: floats, onFrame: z.tuple([px, px, px, px]) })
  .refine((map) => map.values.length === map.width * map.height, 'the map has not width × height values');

export const stepAnswerSchema = z.strictObject({
  slot: text,
  verdict: z.enum(verdicts),
  reason: z.enum(reasons).optional(),
  /** 0 to 1; 0 for a `no-result`. */
  score: z.number().min(0).max(1),
  findings: z.array(findingSchema).max(1000),
  classes: z
    .array(z.strictObject({ class: text, score: z.number().min(0).max(1) }))
    .max(1000)
    .optional(),
  map: scoreMapSchema.optional(),
  engine: engineSchema,
  ms: z.strictObject({ preprocess: ms, run: ms, decode: ms }),
});
export type StepAnswer = z.infer<typeof stepAnswerSchema>;

export const tensorSchema = z.strictObject({
  dims: z.array(z.number().int().nonnegative()).max(8),
  data: floats,
});

/** The steps that ran, in order (at least one), and what they come to together. */
export const judgeAnswer = z.strictObject({
  steps: z.array(stepAnswerSchema).min(1).max(8),
  verdict: z.enum(verdicts),
  reason: z.enum(reasons).optional(),
  score: z.number().min(0).max(1),
});
export type JudgeAnswer = z.infer<typeof judgeAnswer>;

export const inferenceAnswers = {
  load: z.strictObject({ engine: engineSchema, ms }),
  unload: z.null(),
  judge: judgeAnswer,
  run: z.record(z.string(), tensorSchema),
} as const satisfies Record<InferenceCall, z.ZodType>;
export type InferenceAnswers = { [C in InferenceCall]: z.infer<(typeof inferenceAnswers)[C]> };
