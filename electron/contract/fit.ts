import { z } from 'zod';
import type { Frame } from '../../ml/image/frame.ts';
import { manifestSchema } from '../../ml/package/manifest.ts';
import type { Placement } from '../../ml/train/anomaly.ts';
import { fitStages } from './quick-teach.ts';

// What host and inference worker say to each other when good pictures become an anomaly model. The worker fits with the engine that will
// judge; the host sends the pictures, asks from time to time how far it is, and ends a fit by ending the process.

export interface FitAsks {
  fitBegin: {
    readonly placement: Placement;
    /** One sentence of the card. */
    readonly pictures: string;
    /** ISO time and author, for the manifest. */
    readonly created: string;
    readonly by: string;
    readonly threads: number;
  };
  /** One good picture; all of one size. */
  fitPicture: { readonly frame: Frame };
  /** Goes on for about `ms` with the pictures it was sent. */
  fitAdvance: { readonly ms: number };
  /** One file of what was made. */
  fitFile: { readonly path: string };
}

const count = z.number().int().min(0);
const numbers = z.array(z.number()).max(10_000);
const limits = z.strictObject({ pass: z.number(), defect: z.number() });
const fileBytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);

/** What a fit came to; its files are asked for one by one. */
export const madeSchema = z.strictObject({
  manifest: manifestSchema,
  heldBack: numbers,
  limits: z.strictObject({
    raw: limits,
    calibration: z.strictObject({ a: z.number(), b: z.number() }),
    thresholds: limits,
  }),
  files: z.array(z.string().max(200)).max(200),
});

export const fitAnswers = {
  fitBegin: z.null(),
  fitPicture: z.null(),
  fitAdvance: z.strictObject({
    stage: z.enum(fitStages),
    done: count,
    total: count,
    made: madeSchema.optional(),
  }),
  fitFile: z.strictObject({ bytes: fileBytes }),
} as const satisfies Record<keyof FitAsks, z.ZodType>;
export type FitAnswers = { [C in keyof FitAsks]: z.infer<(typeof fitAnswers)[C]> };
