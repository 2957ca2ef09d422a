import { z } from 'zod';
import { verdicts } from '../verdict/result.ts';

/** The ordered steps of an inspection: immutable, hashed; each step a model and what stops the line. */
export const planSchema = z.strictObject({
  format: z.literal(1),
  steps: z
    .array(
      z.strictObject({
        model: z.string().min(1),
        version: z.number().int().min(1),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        /** A step that answers one of these ends the plan. */
        stopOn: z.array(z.enum(verdicts)).default(['defect', 'no-result']),
      }),
    )
    .min(1)
    .max(8),
});
export type Plan = z.infer<typeof planSchema>;
