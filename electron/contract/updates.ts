import { z } from 'zod';

/** How updates of the program stand. */
export const updateStatusSchema = z.object({
  /**
   * `off`: none are looked for, see `why`; `idle`: none is known; `ready`: `version` lies here, verified, and waits for an admin;
   * `installed`: it runs from the next start, which follows at once.
   */
  state: z.enum(['off', 'idle', 'checking', 'downloading', 'ready', 'installing', 'installed']),
  why: z.string().optional(),
  version: z.string().optional(),
  /** Of the download, 0 to 1. */
  share: z.number().optional(),
  /** Why the last attempt ended without an update: a code and words. */
  refused: z.object({ reason: z.string(), message: z.string(), at: z.string() }).nullable(),
  /** When the feed last gave a believable answer. */
  lastGood: z.string().nullable(),
  /** That was more than 14 days ago: the feed is out of reach, or held back. */
  stale: z.boolean(),
});
export type UpdateStatus = z.infer<typeof updateStatusSchema>;

/** What an install came to; `busy`: nothing was touched, since that is under way. */
export const installOutcomeSchema = z.object({
  outcome: z.enum(['installed', 'refused', 'nothing-ready', 'busy']),
  busy: z.string().optional(),
});
export type InstallOutcome = z.infer<typeof installOutcomeSchema>;

export const updatesOff = (why: string): UpdateStatus => ({
  ...{ state: 'off', why, refused: null, lastGood: null, stale: false },
});

/** Updates as a shell does them for its host. */
export interface Updates {
  status(): UpdateStatus;
  watch(listener: (status: UpdateStatus) => void): void;
  /** Asks the feed; downloads what it offers. Never rejects. */
  check(): Promise<void>;
  /** Installs what is ready, and restarts. Never rejects. */
  install(): Promise<InstallOutcome>;
}
