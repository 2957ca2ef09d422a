import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { modelName } from '../../ml/package/manifest.ts';
import { sha256 } from './digest.ts';
import { sourceSchema } from './events.ts';
import { inspectionResultSchema } from './inspection-result.ts';
import { bytes, qa } from './procedure.ts';

// Quick teach: a model from nothing but good pieces, laid under the camera one after the other. There is one such set of pieces on a station;
// it stays until somebody starts anew.

/** Different good pieces that training needs, and as many as are asked for. */
export const piecesNeeded = 20;
export const piecesWanted = 24;

/** How pieces lie: in a fixture, alike to a few pixels; or loosely, turned either way, and symmetric. */
export const placements = ['fixture', 'loose'] as const;

/** What training does, in its order. */
export const fitStages = ['pictures', 'filters', 'statistics', 'model', 'thresholds', 'golden'] as const;
export type FitStage = (typeof fitStages)[number];

const count = z.number().int().min(0);

export const pieceSchema = z.strictObject({
  /** SHA-256 of its picture among the images. */
  image: sha256,
  at: z.iso.datetime(),
  by: z.string().max(100),
});
export type Piece = z.infer<typeof pieceSchema>;

/** What the pieces of a set have in common: a model learns one instrument before one camera. */
export const piecesFromSchema = z.strictObject({
  source: sourceSchema.omit({ frame: true }),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
export type PiecesFrom = z.infer<typeof piecesFromSchema>;

const limits = z.object({ pass: z.number(), defect: z.number() });

export const quickModelSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({
    state: z.literal('training'),
    stage: z.enum(fitStages),
    /** Done and in all, of the stage. */
    done: count,
    total: count,
    secondsLeft: z.number().min(0).nullable(),
  }),
  z.object({
    state: z.literal('trained'),
    pieces: count,
    /** Pieces that were not fitted to; the limits rest on them. */
    heldBack: count,
    placement: z.enum(placements),
    limits,
    seconds: z.number().min(0),
    /** It learnt from other pieces than those of now. */
    outdated: z.boolean(),
    /** The package that was made of it. */
    saved: z.object({ name: modelName, version: z.number().int(), sha256 }).nullable(),
  }),
  z.object({ state: z.literal('failed'), why: z.string() }),
]);
export type QuickModel = z.infer<typeof quickModelSchema>;

export const quickTeachSchema = z.object({
  /** In the order they were captured; the first is piece 1. */
  pieces: z.array(pieceSchema),
  /** Null while there is no piece. */
  from: piecesFromSchema.nullable(),
  /** The piece that was removed last may be put back. */
  removed: pieceSchema.nullable(),
  model: quickModelSchema,
});
export type QuickTeach = z.infer<typeof quickTeachSchema>;

const frame = z.string();

export const quickTeachContract = {
  watch: qa.output(eventIterator(quickTeachSchema)),
  /**
   * Keeps a frame that was sent on the frame lane as one more good piece; resolves when it is on disk. Refused: `unfit-picture` with what is
   * wrong with the picture, `same-view` with the piece it equals, `bad-input` for another camera or a full set.
   */
  capture: qa.input(z.object({ frame })).output(z.object({ piece: z.number().int() })),
  remove: qa.input(z.object({ image: sha256 })).output(z.void()),
  /** The piece that was removed last, in its old place. */
  putBack: qa.output(z.void()),
  /** Forgets all pieces and the model; the pictures stay among the images. */
  startAnew: qa.output(z.void()),
  /** Begins; how it goes is in `watch`. */
  train: qa.input(z.object({ placement: z.enum(placements) })).output(z.void()),
  cancel: qa.output(z.void()),
  /** What the trained model says of a frame. Nothing is recorded. */
  tryIt: qa.input(z.object({ frame })).output(
    z.object({
      result: inspectionResultSchema,
      maps: z.array(
        z.object({
          width: z.number().int(),
          height: z.number().int(),
          onFrame: z.tuple([z.number(), z.number(), z.number(), z.number()]),
          bytes,
        }),
      ),
    }),
  ),
  /** Makes a package of it, signed by this station, with the next free version. Which package judges does not change. */
  save: qa
    .input(z.object({ name: modelName }))
    .output(z.object({ name: modelName, version: z.number().int(), sha256 })),
} as const;
