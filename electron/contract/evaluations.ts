import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { splits } from '../../ml/dataset/dataset.ts';
import type { Evaluation } from '../../ml/evaluate/evaluation.ts';
import type { SideBySide } from '../../ml/evaluate/side-by-side.ts';
import { modelName } from '../../ml/package/manifest.ts';
import { reasons, verdicts } from '../../ml/verdict/result.ts';
import { sha256 } from './digest.ts';
import { errorCodes, type ErrorCode } from './errors.ts';
import { qa } from './procedure.ts';

// What stored packages answer to the pictures of a dataset, and limits chosen on those answers.

const count = z.number().int().min(0);
const unit = z.number().min(0).max(1);
const share = z.number().gt(0).lt(1);
const modelRef = z.object({ name: modelName, version: z.number().int().min(1), sha256 });

/** One side of one dataset, judged by one package: by these three an evaluation is named, and the same three are judged once. */
export const evaluationKeySchema = z.object({
  /** SHA-256 of the package. */
  model: sha256,
  /** Hash of the dataset's list. */
  dataset: sha256,
  split: z.enum(splits),
});
export type EvaluationKey = z.infer<typeof evaluationKeySchema>;

/** What a package said of one picture. */
export const answerSchema = z.strictObject({
  /** The picture's name in its dataset, and its file. */
  name: z.string(),
  image: sha256,
  /** Of a file of several; from 1. */
  page: z.number().int().min(1).optional(),
  label: z.string(),
  /** What the label means. */
  truth: z.enum(['pass', 'defect', 'info']),
  verdict: z.enum(verdicts),
  reason: z.enum(reasons).optional(),
  score: unit,
  /** The strongest class and its score, where the model tells classes apart. */
  predicted: z.string().optional(),
  confidence: unit.optional(),
  ms: z.number().nonnegative(),
});
export type Answer = z.infer<typeof answerSchema>;

export const evaluationSchema = z.object({
  model: modelRef,
  dataset: z.object({ hash: sha256, name: z.string() }),
  split: z.enum(splits),
  /** When it was made, and by whom. */
  at: z.iso.datetime(),
  by: z.string(),
  /** What ran the model. */
  provider: z.string(),
  /** The limits that gave the verdicts. */
  thresholds: z.object({ pass: unit, defect: unit }),
  /** How many pictures mean a defect, and how many are good. */
  defective: count,
  good: count,
  figures: z.custom<Evaluation>((value) => typeof value === 'object' && value !== null),
  /** Of a test: versions of this model that saw the same pictures before. Whoever chose limits after that chose with the test in sight. */
  seenBefore: z.array(modelRef),
});
export type EvaluationInfo = z.infer<typeof evaluationSchema>;

/** What is being judged now, one at a time. */
export const evaluationWorkSchema = z.object({
  running: evaluationKeySchema.extend({ done: count, total: count }).nullable(),
  waiting: z.array(evaluationKeySchema),
  /** How the last one ended that ended otherwise than done. */
  failed: z
    .object({
      key: evaluationKeySchema,
      code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
      data: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  /** Grows with every evaluation that is kept. */
  kept: count,
});
export type EvaluationWork = z.infer<typeof evaluationWorkSchema>;

export const evaluationProcedures = {
  /** What this package was measured on, newest first. */
  list: qa.input(z.object({ model: sha256 })).output(z.array(evaluationSchema)),
  /** Picture by picture, in the order of the dataset. */
  answers: qa.input(evaluationKeySchema).output(z.array(answerSchema)),
  /** Judges every picture of a side; goes on when the page leaves. Where the answers are kept already, they stay as they are. */
  start: qa.input(evaluationKeySchema).output(z.void()),
  /** Ends what runs and what waits, and keeps nothing of it. */
  cancel: qa.output(z.void()),
  watch: qa.output(eventIterator(evaluationWorkSchema)),
  /** Two packages on the same pictures; refused (`not-found`) until both were judged on them. */
  compare: qa
    .input(evaluationKeySchema.extend({ against: sha256 }))
    .output(z.custom<SideBySide>((value) => typeof value === 'object' && value !== null)),
  /** The package's card (Markdown), and its network in a few numbers. */
  card: qa.input(z.object({ model: sha256 })).output(
    z.object({
      text: z.string(),
      bytes: count,
      parameters: count,
      operators: z.array(z.object({ op: z.string(), times: count })),
    }),
  ),
  /**
   * A new version with other limits: the same network, golden verdicts asked anew, signed by this station. They rest on the answers of
   * `dataset`'s validation pictures; which package judges does not change.
   */
  saveLimits: qa
    .input(
      z.object({
        model: sha256,
        dataset: sha256,
        thresholds: z
          .object({ pass: unit, defect: unit })
          .refine(({ pass, defect }) => pass <= defect, 'the pass limit not above the defect limit'),
        /** What was asked for, where the limits were chosen for it. */
        asked: z.object({ missed: share, rejected: share }).optional(),
        confidence: z.number().min(0.5).max(0.9999),
        why: z.string().trim().min(1).max(500),
      }),
    )
    .output(modelRef),
};
