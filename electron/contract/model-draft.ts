import { z } from 'zod';
import { kernels, manifestSchema, modelName, outputsSchema, tasks } from '../../ml/package/manifest.ts';
import { ranges, type Range } from '../../ml/package/wrap/wishes.ts';
import { imageLimits } from './imaging.ts';

// A third-party model on its way to becoming a package: the file, what a person said of it, and what is still asked.

/** What a screen may send in one call; `loupe model wrap` takes larger files. */
export const draftLimitBytes = imageLimits.bytes;

export const families = outputsSchema.options.map(({ shape }) => shape.family.value);
const unit = z.number().min(0).max(1);
const side = z.number().int().min(1).max(8192);

/** What the file does not say, or says otherwise; all but the name may be left out. */
export const wishesSchema = z.strictObject({
  name: modelName,
  version: z.number().int().min(1).max(1e9),
  task: z.enum(tasks).exactOptional(),
  family: z.enum(families).exactOptional(),
  /** In the order of the model's outputs. */
  classes: z
    .array(
      z.strictObject({
        name: z.string().trim().min(1).max(100),
        verdict: z.enum(['pass', 'defect', 'info']).exactOptional(),
      }),
    )
    .min(1)
    .max(1000)
    .exactOptional(),
  kernel: z.enum(kernels).exactOptional(),
  range: z.enum(Object.keys(ranges) as Range[]).exactOptional(),
  colour: z.enum(['rgb', 'bgr', 'grey']).exactOptional(),
  fit: z.enum(['letterbox', 'stretch', 'tile']).exactOptional(),
  size: z.strictObject({ width: side, height: side }).exactOptional(),
  thresholds: z
    .strictObject({ pass: unit, defect: unit })
    .refine((limits) => limits.pass <= limits.defect, 'the pass limit must not exceed the defect limit')
    .exactOptional(),
  calibration: z.strictObject({ a: z.number().positive(), b: z.number() }).exactOptional(),
  minScore: unit.exactOptional(),
});
export type Wishes = z.infer<typeof wishesSchema>;

export const modelDraftSchema = z.object({
  /** Its name, for people; never a path. */
  file: z.string().max(1000),
  bytes: z
    .custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes')
    .refine((bytes) => bytes.length <= draftLimitBytes, `at most ${draftLimitBytes} bytes`),
  wishes: wishesSchema,
});
export type ModelDraft = z.infer<typeof modelDraftSchema>;

export const examinedSchema = z.object({
  /** The package as it would be; resting on assumptions while something is asked, null where there is none yet. */
  manifest: manifestSchema.nullable(),
  notes: z.array(z.string()),
  /** Nothing in the file answers these: size, task, classes, kernel, range, calibration. */
  asked: z.array(z.string()),
  /** Every way to read the outputs, the likeliest first. */
  readings: z.array(
    z.object({ task: z.enum(tasks), family: z.enum(families), classes: z.number().int(), why: z.string() }),
  ),
});
export type Examined = z.infer<typeof examinedSchema>;
