import { z } from 'zod';

/** One request to a worker. Workers answer in any order; `id` says which request an answer belongs to. */
export interface WorkRequest {
  readonly id: number;
  readonly call: string;
  readonly ask: unknown;
}

/** Why a worker could not do what it was asked; it lives on. */
export const workErrors = [
  'bad-model',
  'bad-input',
  'no-such-slot',
  'unreadable-image',
  'too-large',
  'no-library',
  'diverged',
  'internal',
] as const;
export type WorkError = (typeof workErrors)[number];

/** The envelope of every message from a worker. A worker that ran a stranger's model is a stranger: nothing of it is used unchecked. */
export const workReply = z.union([
  z.strictObject({ id: z.number().int(), answer: z.unknown() }),
  z.strictObject({
    id: z.number().int(),
    error: z.strictObject({ code: z.enum(workErrors), message: z.string() }),
  }),
]);
