import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { modelName } from '../../ml/package/manifest.ts';
import { recipeSchema } from '../../ml/train/recipe.ts';
import { runRecipeSchema } from '../../ml/train/run-recipe.ts';
import { searchSchema } from '../../ml/train/search.ts';
import { trialResultSchema } from '../../ml/train/trials.ts';
import { verdicts } from '../../ml/verdict/result.ts';
import { sha256 } from './digest.ts';
import { personId } from './people.ts';
import { bytes, qa } from './procedure.ts';
import { trainingTasks } from './training-tasks.ts';

// Training runs as a screen sees them: one at a time, the others wait their turn, whether or not anybody watches.

/** Sorts by the time a run was asked for: `20261121-163000-1a2b`. */
export const runId = z.string().regex(/^\d{8}-\d{6}-[0-9a-f]{4}$/);

/** `queued`, `running`; ended as `done`, `stopped` (by a person, with what had been reached), `cancelled` or `failed`. */
export const runStates = ['queued', 'running', 'done', 'stopped', 'cancelled', 'failed'] as const;
/** What a running run is at. `checking`: the exported model against its trainer. */
export const runStages = ['reading', 'training', 'checking', 'evaluating', 'storing'] as const;

const count = z.number().int().min(0);
const shareOrScore = z.number().min(0).max(1);
const model = z.object({ name: z.string(), version: z.number().int(), sha256 });

export const trainingRunSchema = z.object({
  id: runId,
  /** Of the package that it makes. */
  name: modelName,
  task: z.enum(trainingTasks),
  dataset: z.object({ name: z.string(), hash: sha256 }),
  /** Name of its recipe. */
  recipe: z.string(),
  /** Null where nothing is drawn by chance. */
  seed: count.nullable(),
  by: personId,
  state: z.enum(runStates),
  /** In a sentence: why it failed, or what is worth knowing of its end. */
  why: z.string().nullable(),
  queued: z.iso.datetime(),
  began: z.iso.datetime().nullable(),
  ended: z.iso.datetime().nullable(),
  /** Of a run of several: done and in all, and the one that goes on now. */
  trials: z.object({ done: count, of: count, now: z.string().nullable() }).nullable().default(null),
  /** Null unless it is running. */
  stage: z.enum(runStages).nullable(),
  /** Done and in all, of the stage. 0 of 0 before they are known. */
  step: count,
  steps: count,
  /** Whole epochs done and planned; null for a task without epochs. */
  epochs: z.object({ done: count, planned: count }).nullable(),
  /** The newest mean loss. */
  loss: z.number().nullable(),
  /** The newest share of validation pictures that were answered rightly. */
  metric: shareOrScore.nullable(),
  secondsLeft: z.number().min(0).nullable(),
  /** What its process holds now, or held last. */
  memoryBytes: count.nullable(),
  /** What it made; null until that is stored whole. */
  package: model.nullable(),
  /** By name, for tables: `accuracy`, `auroc`, `escapes`, `falseRejects`, `unsure`, `parameters`, `seconds` … */
  figures: z.record(z.string(), z.number()),
});
export type TrainingRun = z.infer<typeof trainingRunSchema>;

/** Mean over the steps since the point before; validation where it was measured, after whole epochs. */
export const curvePointSchema = z.object({
  /** In epochs, fractions between them. */
  epoch: z.number().min(0),
  step: count,
  loss: z.number(),
  validation: z.object({ loss: z.number(), accuracy: shareOrScore }).nullable(),
});
export type CurvePoint = z.infer<typeof curvePointSchema>;

/** A picture and what was answered to it. Its bytes come from `images.preview`. */
export const answeredSchema = z.object({
  image: sha256,
  /** Of a file of several; from 1. */
  page: z.number().int().min(1).optional(),
  /** For people: the file it was imported from. */
  name: z.string(),
  /** Name of its class. */
  truth: z.string(),
  /** The strongest class, or the verdict where the model has no classes of its own. */
  answer: z.string(),
  verdict: z.enum(verdicts),
  score: shareOrScore,
});
export type Answered = z.infer<typeof answeredSchema>;

const claim = z.object({ hits: count, of: count, bound: shareOrScore });
export const limitsSchema = z.object({
  pass: shareOrScore,
  defect: shareOrScore,
  /** On the validation pictures; `bound`: truly at most this share, with 95 % confidence. */
  missed: claim,
  rejected: claim,
  unsure: count,
  /** What the pictures cannot prove, in a sentence each. */
  cannot: z.array(z.string()),
});

/** Measured on pictures that were used for nothing else, once. */
export const runEvaluationSchema = z.object({
  n: count,
  accuracy: z.number().optional(),
  auroc: z.number().optional(),
  ece: z.number().optional(),
  confusion: z.record(z.string(), z.record(z.string(), count)),
  escapes: count,
  falseRejects: count,
  unsure: count,
  noResult: count,
  msPerImage: z.number(),
});

export const targetsSchema = z.object({
  /** Shares that may be missed and rejected: what limits are chosen for. */
  missed: z.number().min(0.001).max(0.5),
  rejected: z.number().min(0.001).max(0.5),
});

/** Most trainings of one run. */
export const mostTrials = 50;

/** Several trainings in one run, of which the best by validation becomes the package. */
export const severalSchema = z.union([
  /** The same from so many seeds, one after the other: their spread says how much chance decides. */
  z.strictObject({ seeds: z.number().int().min(2).max(mostTrials) }),
  z.strictObject({
    search: searchSchema.refine(
      (search) => ('sets' in search ? search.sets.length : search.trials) <= mostTrials,
      { message: `at most ${mostTrials} trials` },
    ),
  }),
]);
export type Several = z.infer<typeof severalSchema>;

export const trainingDetailSchema = z.object({
  run: trainingRunSchema,
  /** Resolved: nothing of it is left to a default. */
  recipe: runRecipeSchema,
  targets: targetsSchema,
  /** Asked for; null: as long as the recipe takes. */
  minutes: z.number().nullable(),
  /** The package it goes on from. */
  from: sha256.nullable(),
  /** Null: it is trained once. */
  several: severalSchema.nullable().default(null),
  /** Those of several that are done, in their order. */
  trials: z.array(trialResultSchema).default([]),
  /** The best of them so far. */
  best: z
    .object({
      name: z.string(),
      recipe: recipeSchema,
      curve: z.array(curvePointSchema),
      samples: z.array(answeredSchema),
      loss: z.number().nullable(),
      metric: shareOrScore.nullable(),
    })
    .nullable()
    .default(null),
  /** What trained, once it has begun. */
  engine: z.string().nullable(),
  sizes: z.object({ train: count, valid: count, test: count }).nullable(),
  curve: z.array(curvePointSchema),
  log: z.array(z.object({ at: z.iso.datetime(), text: z.string() })),
  /** The file in the run's folder with training pictures and, below them, their varied copies; null where none was kept. */
  grid: z.string().nullable().default(null),
  /** Null until they are chosen, and for models without a verdict. */
  limits: limitsSchema.nullable(),
  /** Null until measured, and where the dataset has no test side. */
  evaluation: runEvaluationSchema.nullable(),
  /** Validation pictures, the same ones all along: as the newest whole epoch answers. */
  samples: z.array(answeredSchema),
  /** Of the test side, else of validation: the most wrong first. */
  mistakes: z.array(answeredSchema),
});
export type TrainingDetail = z.infer<typeof trainingDetailSchema>;

export const startTrainingSchema = z.object({
  dataset: sha256,
  /** Name of a recipe (`training.recipes`), which says the task too, or a whole one. For anomaly: how the parts lie, `fixture` or `loose`. */
  recipe: z.union([z.string().max(100), runRecipeSchema]),
  /** Of the package; its version is the next one free. */
  name: modelName,
  /** In place of the recipe's. */
  seed: count.max(0xffff_ffff).optional(),
  /** The schedule is made shorter to fit; it is not cut off. */
  minutes: z
    .number()
    .positive()
    .max(7 * 24 * 60)
    .optional(),
  /** A stored package to go on from, with a smaller cycle. */
  from: sha256.optional(),
  /** More than one training, of which the best becomes the package. */
  several: severalSchema.optional(),
  targets: targetsSchema.default({ missed: 0.05, rejected: 0.05 }),
});
/** As a screen writes it: what has a default may be left out. */
export type StartTraining = z.input<typeof startTrainingSchema>;

const one = z.object({ run: runId });

export const trainingRunsContract = {
  /** Whether classifiers can be trained here; anomaly models always can. `todo`: what to do where not. */
  status: qa.output(
    z.discriminatedUnion('library', [
      z.object({ library: z.literal('ready'), engine: z.string() }),
      z.object({ library: z.literal('missing'), todo: z.string() }),
    ]),
  ),
  /** Those with a name, with all their settings. */
  recipes: qa.output(z.array(runRecipeSchema)),
  /** All runs, newest first. */
  list: qa.output(z.array(trainingRunSchema)),
  /** The same whenever one of them changes, coalesced. */
  watch: qa.output(eventIterator(z.array(trainingRunSchema))),
  get: qa.input(one).output(trainingDetailSchema),
  /** Its `grid`, a PNG. */
  grid: qa.input(one).output(bytes),
  /** Puts a run at the end of the queue. */
  start: qa.input(startTrainingSchema).output(one),
  /** Ends training here and keeps the best that was reached: limits, check, test and package follow. */
  stop: qa.input(one).output(z.void()),
  /** Ends it at once and makes nothing. */
  cancel: qa.input(one).output(z.void()),
  /** Forgets an ended run; a package that it made stays. */
  remove: qa.input(one).output(z.void()),
} as const;
