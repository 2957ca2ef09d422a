import { z } from 'zod';
import { reasons, verdicts } from '../../ml/verdict/result.ts';
import { depthRules, findingSchema, inspectionId, sha256 } from './events.ts';

/**
 * What is said of one page of one picture file: by `loupe inspect --json`, by `POST /api/inspect` and by the Try screen alike. Other programs
 * rely on these names (DESIGN.md section 9): fields may be added, never renamed. What could not be opened has a `message` and no `image`.
 */
export const inspectionResultSchema = z.object({
  file: z.string().describe('The name the picture came under'),
  page: z.int().min(0).optional().describe('Counted from 0; only where the file has several'),
  pages: z.int().min(1).optional().describe('How many the file has, where it has several'),
  image: sha256.optional().describe('SHA-256 of the file'),
  depth: z.enum(depthRules).optional().describe('How 16 bit became 8; only where the file has 16'),
  verdict: z.enum(verdicts),
  reason: z.enum(reasons).optional(),
  message: z.string().optional(),
  score: z.number().min(0).max(1).optional().describe('Evidence of a defect'),
  findings: z
    .array(findingSchema)
    .optional()
    .describe('Boxes are [x, y, width, height] in pixels of the picture as shown upright'),
  classes: z.array(z.object({ class: z.string(), score: z.number() })).optional(),
  steps: z
    .array(
      z.object({
        model: z.string(),
        version: z.int(),
        sha256,
        verdict: z.enum(verdicts),
        ms: z.number(),
      }),
    )
    .optional(),
  provider: z.string().optional(),
  ms: z.number().optional(),
  id: inspectionId.optional().describe('Of the inspection, where it was recorded'),
});
export type InspectionResult = z.infer<typeof inspectionResultSchema>;
