import { z } from 'zod';
import { reasons } from '../../ml/verdict/result.ts';
import { dispositions, eventData, identitySchema, inspectionId, sha256 } from './events.ts';
import { imageLimits } from './imaging.ts';
import { inspectionResultSchema } from './inspection-result.ts';
import { bytes, technician } from './procedure.ts';

/** The inspection as it stands in the journal, with its id. */
export const inspectionSchema = z.object({
  id: inspectionId,
  seq: z.number().int(),
  at: z.iso.datetime(),
  by: z.string(),
  hash: sha256,
  ...eventData['inspection.recorded'].shape,
});
export type Inspection = z.infer<typeof inspectionSchema>;

/** A file as somebody brought it: its name is for people, never a path. */
export const pictureFileSchema = z.object({
  name: z.string().max(1000),
  bytes: bytes.refine((b) => b.length <= imageLimits.bytes, `at most ${imageLimits.bytes} bytes`),
  /** Counted from 0. */
  page: z.number().int().min(0).max(imageLimits.pages).default(0),
});
export type PictureFile = z.infer<typeof pictureFileSchema>;

/** A score map as a one-plane Y4M file, and where it lies on the picture. */
export const mapSchema = z.object({
  width: z.number().int(),
  height: z.number().int(),
  onFrame: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  bytes,
});

export const triggerSchema = z.enum(['key', 'pedal', 'button', 'hands-free']);

export const inspectionProcedures = {
  /** Judge a frame that was sent on the frame lane; resolves when image and journal line are on disk. */
  judge: technician
    .input(
      z.object({
        frame: z.string(),
        identity: identitySchema,
        trigger: triggerSchema,
        triggered: z.iso.datetime(),
        /** Set when the camera itself says the frame must not be judged; the inspection is recorded as `no-result`. */
        fault: z.enum(reasons).optional(),
      }),
    )
    .output(inspectionSchema),
  /** Judge a picture file. Nothing of it is kept unless `record` says so; then it is an inspection like any other. */
  tryPicture: technician.input(pictureFileSchema.extend({ record: z.boolean() })).output(
    z.object({
      result: inspectionResultSchema,
      maps: z.array(mapSchema),
      /** The page as judged, as PNG, where no browser can open the file; else null. */
      shown: bytes.nullable(),
    }),
  ),
  get: technician.input(z.object({ id: inspectionId })).output(inspectionSchema),
  correctIdentity: technician
    .input(z.object({ id: inspectionId, identity: identitySchema }))
    .output(z.void()),
  dispose: technician
    .input(z.object({ id: inspectionId, disposition: z.enum(dispositions).nullable() }))
    .output(z.void()),
  requestReview: technician.input(z.object({ id: inspectionId, why: z.string().max(500) })).output(z.void()),
  openTray: technician.input(z.object({ tray: z.string().trim().min(1).max(120) })).output(z.void()),
  closeTray: technician.output(z.void()),
};
