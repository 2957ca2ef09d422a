import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { serialSchema } from '../../ml/package/promotion.ts';
import { sha256 } from './digest.ts';
import { errorCodes, type ErrorCode } from './errors.ts';
import { modelRef } from './models.ts';
import { admin, qa } from './procedure.ts';

// Promotions: signed statements by which a station begins to judge with another version, and what they rest on.

/** In the order in which they are shown. */
export const checkNames = ['gate', 'same-test', 'not-worse', 'signature', 'self-test'] as const;

export const checkSchema = z.object({
  check: z.enum(checkNames),
  passed: z.boolean(),
  /** What was found, with its figures; of a failed one also what to do. */
  why: z.string(),
});
export type Check = z.infer<typeof checkSchema>;

export const promotionLookSchema = z.object({
  checks: z.array(checkSchema),
  /** What it was held against: the package in use; null where that came with the program, or there is none. */
  champion: modelRef.nullable(),
  /** The test that the checks rest on; null while there is none. */
  test: z.object({ dataset: sha256, name: z.string(), pictures: z.number().int() }).nullable(),
  /** It judged a test here, if not the one that it is held against. */
  judged: z.boolean(),
  /** The tray that is open: it would be finished first. */
  tray: z.string().nullable(),
});
export type PromotionLook = z.infer<typeof promotionLookSchema>;

/** What was promoted and has not taken over yet, and how the last one ended that did not take over. */
export const promotionStateSchema = z.object({
  next: modelRef.extend({ serial: serialSchema, tray: z.string(), until: z.iso.datetime() }).nullable(),
  failed: z
    .object({
      package: modelRef,
      code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
      data: z.record(z.string(), z.unknown()),
    })
    .nullable(),
});
export type PromotionState = z.infer<typeof promotionStateSchema>;

const wish = z.object({
  sha256,
  /** Typed by hand, so that nobody promotes what they did not read. */
  version: z.number().int().min(1),
  reason: z.string().trim().min(1).max(500),
});

export const registryProcedures = {
  /** The five checks of a stored package, made now on this station. */
  look: qa.input(z.object({ sha256 })).output(promotionLookSchema),
  watch: qa.output(eventIterator(promotionStateSchema)),
  /**
   * Registers a package that was judged here: past the gate as `challenger`, below it so that nobody ever promotes it. What judges does not
   * change.
   */
  register: qa.input(z.object({ sha256 })).output(z.object({ passed: z.boolean() })),
  /**
   * Registers the package, signs and publishes the promotion, and switches: at once, or after the open tray (15 minutes at most).
   * Refused (`model-refused`) while a check fails.
   */
  promote: admin.input(wish).output(z.object({ serial: serialSchema, tray: z.string().nullable() })),
  /** Back to one of the last three, at once and without the network. `published`: other stations hear of it. */
  rollback: qa.input(wish).output(z.object({ serial: serialSchema, published: z.boolean() })),
};
