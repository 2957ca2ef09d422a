import { z } from 'zod';
import type { ClassifierRecipe } from '../../ml/train/classifier.ts';

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
    readonly checkpoint?: CheckpointBytes;
    /** Threads of one operation; with 1 a run repeats bit by bit. */
    readonly threads: number;
  };
  /** Trains for about `ms`, at most to the end of the epoch. */
  advance: { readonly ms: number };
  /** Logits of other pictures, with the weights of the finished run. */
  classify: { readonly pixels: Uint8Array };
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
    /** Of the finished run. */
    weights: floats.optional(),
  }),
  classify: z.strictObject({ logits: floats }),
} as const satisfies Record<TrainingCall, z.ZodType>;
export type TrainingAnswers = { [C in TrainingCall]: z.infer<(typeof trainingAnswers)[C]> };
