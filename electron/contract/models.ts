import { z } from 'zod';
import { manifestSchema } from '../../ml/package/manifest.ts';
import { sha256 } from './digest.ts';
import { inspectionResultSchema } from './inspection-result.ts';
import { mapSchema } from './inspection.ts';
import { examinedSchema, modelDraftSchema } from './model-draft.ts';
import { admin, technician } from './procedure.ts';
import { packageFilesSchema, trustedKeySchema } from './trusted-key.ts';

export const modelSchema = z.object({
  sha256,
  active: z.boolean(),
  trustedBy: z.string(),
  /** Of the key that signed it. */
  keyId: z.string(),
  manifest: manifestSchema,
  /** How many answers it must give again before it may judge. */
  golden: z.object({ tensors: z.number().int(), frames: z.number().int() }),
});
export type ModelInfo = z.infer<typeof modelSchema>;

/** A stored package by its name. */
export const modelRef = z.object({ name: z.string(), version: z.number().int(), sha256 });

export const modelProcedures = {
  list: technician.output(z.array(modelSchema)),
  /** Those that can be gone back to, newest first. */
  previous: technician.output(z.array(modelRef)),
  /** On this station alone and without any proof: nothing was compared, nothing is signed, and no other station hears of it. */
  activate: admin.input(z.object({ sha256, why: z.string().trim().min(1).max(500) })).output(z.void()),
  /** How somebody's model would be fed and decoded, and what is to be asked. Nothing is kept. */
  examine: admin.input(modelDraftSchema).output(examinedSchema),
  /** What it says of a frame that was sent on the frame lane. Nothing is recorded. */
  tryDraft: admin
    .input(modelDraftSchema.extend({ frame: z.string() }))
    .output(z.object({ result: inspectionResultSchema, maps: z.array(mapSchema) })),
  /** Stores it as a package, signed by this station. Which package judges does not change. */
  wrap: admin.input(modelDraftSchema).output(modelSchema),
  /** Stores a package that a trusted key signed. Which package judges does not change. */
  install: admin.input(z.object({ files: packageFilesSchema })).output(modelSchema),
  trust: {
    /** `own`: this station's public key (PEM), for others to trust. */
    list: admin.output(
      z.object({
        own: z.object({ keyId: z.string(), pem: z.string() }),
        keys: z.array(trustedKeySchema),
      }),
    ),
    add: admin
      .input(z.object({ name: trustedKeySchema.shape.name, pem: z.string().max(5000) }))
      .output(trustedKeySchema),
    /** Refused (`conflict`) while a package of that key is in use. */
    remove: admin.input(z.object({ keyId: trustedKeySchema.shape.keyId })).output(z.void()),
  },
};
