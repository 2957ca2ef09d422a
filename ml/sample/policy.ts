import { z } from 'zod';

/**
 * Why an image is worth learning from. `flagged`: somebody asked for a look. `corrected`: a person said something else than the model. The
 * others are what `choose` finds.
 */
export const sampleReasons = [
  'corrected',
  'flagged',
  'defect',
  'unsure',
  'disagreement',
  'near-limit',
  'novel',
  'control',
] as const;
export type SampleReason = (typeof sampleReasons)[number];

/** Which inspections become samples by themselves. */
export const samplePolicySchema = z.strictObject({
  defect: z.boolean().default(true),
  unsure: z.boolean().default(true),
  /** Steps of the plan that judge a piece came to different verdicts. */
  disagreement: z.boolean().default(true),
  /** A pass whose score lies less than this below the limit for passing, on the scale of scores (0 to 1). 0: none. */
  nearLimit: z.number().min(0).max(0.5).default(0.05),
  /** A pass whose score is higher than this share of what the same package said lately. 1: none. */
  novelAbove: z.number().min(0.9).max(1).default(0.99),
  /** One in so many other passes, drawn by the inspection's id: what shows escapes. 0: none. */
  controlEvery: z.number().int().min(0).max(100_000).default(50),
  /** The same piece with the same verdict again within so many seconds is no second sample. 0: it is. */
  burstSeconds: z.number().int().min(0).max(86_400).default(60),
  /** Reviewers do not see what the model said until they have labelled: what they say is then their own. */
  blind: z.boolean().default(false),
  /** Draws the controls. */
  seed: z.number().int().min(0).max(0xffff_ffff).default(0),
});
export type SamplePolicy = z.infer<typeof samplePolicySchema>;
export const defaultPolicy: SamplePolicy = samplePolicySchema.parse({});
