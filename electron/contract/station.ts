import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { modelRef } from './models.ts';
import { personId } from './people.ts';
import { admin, technician } from './procedure.ts';
import { settingsChangeSchema, settingsSchema } from './settings.ts';
import { cameraStateSchema } from './setup.ts';

// The station itself: how it is, its settings, who holds camera and trigger, and which programs may use it.

/** How the station is; sent whole, newest wins. */
export const statusSchema = z.object({
  journal: z.object({ head: z.number().int(), ok: z.boolean(), why: z.string().optional() }),
  model: z.object({
    active: modelRef.nullable(),
    provider: z.string(),
    /** `starting`: the provider warms up; `ready`; `none`: no package; `failed`: see `why`. */
    state: z.enum(['starting', 'ready', 'none', 'failed']),
    why: z.string().optional(),
    lastMs: z.number().optional(),
  }),
  camera: cameraStateSchema,
  disk: z.object({ freeBytes: z.number(), floorBytes: z.number(), ok: z.boolean() }),
  registry: z.object({
    /** `none`: the station works alone. */
    kind: z.enum(['none', 'folder', 'mlflow']),
    /** Things that are not in the registry yet, and since when; those put aside are counted by themselves. */
    waiting: z.number().int(),
    since: z.iso.datetime().nullable(),
    parked: z.number().int(),
    /** Why nothing is sent until a person has acted. */
    paused: z.string().nullable(),
    /** Why the last try failed, where that may pass by itself. */
    away: z.string().nullable(),
  }),
  tray: z.object({ name: z.string(), inspected: z.number().int(), undecided: z.number().int() }).nullable(),
  /** Which session holds camera and trigger. */
  lease: z.object({ session: z.string(), person: personId }).nullable(),
});
export type Status = z.infer<typeof statusSchema>;

/** A program that may use the HTTP API; its token itself is shown once and stored nowhere. */
export const apiTokenSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  name: z.string().trim().min(1).max(80),
  created: z.iso.datetime(),
});
export type ApiToken = z.infer<typeof apiTokenSchema>;

export const stationProcedures = {
  about: technician.output(
    z.object({
      stationId: z.string(),
      journalId: z.string(),
      app: z.string(),
      format: z.number(),
      host: z.string(),
      session: z.string(),
    }),
  ),
  status: technician.output(eventIterator(statusSchema)),
  settings: technician.output(settingsSchema),
  changeSettings: admin.input(settingsChangeSchema).output(settingsSchema),
  /** Camera and trigger belong to one window; `take` moves them here. */
  lease: technician.input(z.object({ take: z.boolean() })).output(z.object({ held: z.boolean() })),
  releaseLease: technician.output(z.void()),
  apiTokens: {
    list: admin.output(z.array(apiTokenSchema)),
    /** The answer's `token` is seen this once. */
    create: admin
      .input(z.object({ name: apiTokenSchema.shape.name }))
      .output(apiTokenSchema.extend({ token: z.string() })),
    revoke: admin.input(z.object({ id: apiTokenSchema.shape.id })).output(z.void()),
  },
};
