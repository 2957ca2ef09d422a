import { z } from 'zod';
import type { Frame } from '../../ml/image/frame.ts';
import { manifestSchema } from '../../ml/package/manifest.ts';
import type { AnomalyFit } from '../../ml/train/anomaly.ts';
import type { ClassifierRecipe } from '../../ml/train/classifier.ts';
import type { AnomalyRecipe } from '../../ml/train/run-recipe.ts';
import { fitStages } from './quick-teach.ts';

// What host and training worker say to each other. The host asks for a little at a time: it can show progress, keep checkpoints, and end a
// run by ending the process.

export interface TrainingAsks {
  /** Whether there is a library to train with. */
  look: Record<string, never>;
  /** Takes the training pictures, [count, height, width, channels], and their classes; a run taken up again brings its checkpoint. */
  begin: {
    readonly recipe: ClassifierRecipe;
    readonly pixels: Uint8Array;
    readonly labels: Uint8Array;
    /** Pictures that are not trained on: what is measured on them goes into the curve. */
    readonly validation?: { readonly pixels: Uint8Array; readonly labels: Uint8Array };
    readonly checkpoint?: CheckpointBytes;
    /** Threads of one operation; with 1 a run repeats bit by bit. */
    readonly threads: number;
    /** Leaves the processor to whoever else wants it. */
    readonly gently: boolean;
  };
  /** Trains for about `ms`, at most to the end of the epoch. */
  advance: { readonly ms: number };
  /** Ends the run with the weights of a checkpoint. */
  settle: { readonly checkpoint: CheckpointBytes };
  /** Logits of other pictures, with the weights of the finished run. */
  classify: { readonly pixels: Uint8Array };
  /** Begins to learn what good pieces look like; its pictures follow one by one, then `learn`. */
  fit: {
    readonly fit: Pick<AnomalyFit, 'name' | 'version' | 'created' | 'by' | 'few' | 'shape' | 'alignment'>;
    readonly recipe: AnomalyRecipe;
    readonly threads: number;
    readonly gently: boolean;
  };
  picture: { readonly frame: Frame };
  /** There are no further pictures. Waits about `ms` for what becomes of them. */
  learn: { readonly ms: number };
}
export type TrainingCall = keyof TrainingAsks;

/** Numbers of all weights one after the other, in the order of `weightSpecs`; little-endian float32. */
const floats: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
const checkpoint = z.strictObject({
  epoch: z.number().int().min(0),
  weights: floats,
  steps: z.number().int().min(0),
  first: floats,
  second: floats,
});
export type CheckpointBytes = z.infer<typeof checkpoint>;

const step = { step: z.number().int().min(0), steps: z.number().int().min(1) };

export const trainingAnswers = {
  look: z.strictObject({ engine: z.string().max(200) }),
  begin: z.strictObject({ ...step, engine: z.string().max(200) }),
  advance: z.strictObject({
    ...step,
    /** Mean over the steps of this answer. */
    loss: z.number().nonnegative(),
    checkpoint: checkpoint.optional(),
    /** Of validation, after some of the whole epochs; logits are [count, classes], little-endian float32. */
    validation: z
      .strictObject({ loss: z.number(), accuracy: z.number().min(0).max(1), logits: floats })
      .optional(),
    /** Of the finished run. */
    weights: floats.optional(),
  }),
  settle: z.strictObject({ weights: floats }),
  classify: z.strictObject({ logits: floats }),
  fit: z.null(),
  picture: z.null(),
  learn: z.strictObject({
    stage: z.enum(fitStages),
    done: z.number().int().min(0),
    total: z.number().int().min(0),
    fitted: z
      .strictObject({ manifest: manifestSchema, model: floats, heldBack: z.array(z.number()) })
      .optional(),
  }),
} as const satisfies Record<TrainingCall, z.ZodType>;
export type TrainingAnswers = { [C in TrainingCall]: z.infer<(typeof trainingAnswers)[C]> };
