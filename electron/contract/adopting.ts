import { z } from 'zod';
import { modelDraftSchema } from './model-draft.ts';
import { modelSchema } from './models.ts';
import { admin } from './procedure.ts';

// Models that somebody registered from Python: no packages yet, so no station runs them.

/** One of them by the registry's own name and number. */
export const foreignRefSchema = z.object({
  name: z.string().regex(/^[^\p{Cc}\p{Cf}]{1,256}$/u),
  version: z.number().int().min(1),
});
export type ForeignRef = z.infer<typeof foreignRefSchema>;

export const foreignModelSchema = foreignRefSchema.extend({
  /** Who logged it, as that program said; null: it did not say. */
  by: z.string().nullable(),
  at: z.iso.datetime(),
  /** Of its files; null where they cannot be seen. */
  bytes: z.number().int().nullable(),
  description: z.string(),
});
export type ForeignModel = z.infer<typeof foreignModelSchema>;

export const foreignModelsSchema = z.object({
  /** Newest first. */
  models: z.array(foreignModelSchema),
  /** How many older ones there are beside these. */
  more: z.number().int().min(0),
});
export type ForeignModels = z.infer<typeof foreignModelsSchema>;

export const adoptingProcedures = {
  /** What the registry holds that is no package; none where it is a folder. */
  list: admin.output(foreignModelsSchema),
  /** The network itself, past the static gate, with what is known about it: for the form that asks the rest. Nothing is kept. */
  bring: admin.input(foreignRefSchema).output(
    z.object({
      bytes: z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array, 'bytes'),
      classes: z.array(z.string()).nullable(),
      size: z.object({ width: z.number().int(), height: z.number().int() }).nullable(),
    }),
  ),
  /** Stores it as a package, signed by this station, that names where it came from. Refused (`model-refused`) where it is not what was brought. */
  wrap: admin.input(modelDraftSchema.extend({ from: foreignRefSchema })).output(modelSchema),
};
