import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { sha256 } from './digest.ts';
import { identitySchema } from './events.ts';
import { inspectionSchema, triggerSchema } from './inspection.ts';
import { bytes, technician } from './procedure.ts';

/** The folder that is a camera, as it is now. */
export const folderSchema = z.object({
  /** `none`: no folder is named; `away`: it cannot be reached; `empty`: every picture in it has been judged. */
  phase: z.enum(['none', 'away', 'empty', 'picture']),
  /** The one whose turn it is. `id`: its SHA-256; `problem`: why it cannot be judged. */
  picture: z.object({ id: sha256, name: z.string(), problem: z.string().nullable() }).nullable(),
});
export type FolderState = z.infer<typeof folderSchema>;

export const folderProcedures = {
  watch: technician.output(eventIterator(folderSchema)),
  /** As a JPEG of its own size, to look at. */
  picture: technician.input(z.object({ id: sha256 })).output(bytes),
  /** Judges the file itself and records it byte for byte; one that cannot be read ends as `unreadable` and is passed over. */
  judge: technician
    .input(
      z.object({
        id: sha256,
        identity: identitySchema,
        trigger: triggerSchema,
        triggered: z.iso.datetime(),
      }),
    )
    .output(inspectionSchema),
};
