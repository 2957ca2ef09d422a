import { LoupeError } from '../../../contract/errors.ts';
import { causeOf } from '../../durable.ts';
import { FileError, type Clock } from '../../platform.ts';
import { waitAfter } from './pace.ts';

/** How the station stands with its registry: whether anything goes through, when the next try is due, and what a failure is to be blamed on. */
export interface Standing {
  /** Milliseconds until something may be tried again; 0: now. */
  waitMs(): number;
  /** So many may be on their way at once: one while it is not known whether anything goes through. */
  atOnce(): number;
  /** Why a person has to act before anything goes through. */
  paused(): string | null;
  /** Why the last try failed, where that may pass by itself. */
  away(): string | null;
  /** When something went through last, as `clock.monotonic` tells time; null: nothing did yet. */
  reachedAt(): number | null;
  succeeded(item: string): void;
  /** @returns whether the item itself is to blame: then it is put aside, and nothing waits for it */
  failed(item: string, error: unknown): boolean;
  /** Somebody says that it is mended: nothing waits any longer. */
  mended(item?: string): void;
}

const most = 4;
/** Refused so often while others went through, an item is refused for its own sake. */
const refusedAlone = 3;
const itsOwn: ReadonlySet<string> = new Set([
  ...['registry-rejected', 'not-found', 'conflict', 'bad-input', 'too-large', 'model-refused'],
  'model-unavailable',
]);

/** @param chance 0 to below 1 */
export function createStanding(clock: Pick<Clock, 'monotonic'>, chance: () => number): Standing {
  let failures = 0;
  let successes = 0;
  let paused: string | null = null;
  let away: string | null = null;
  let resumeAt = 0;
  let reachedAt: number | null = null;
  /** How often each was refused after others had gone through, and how many had when it was last. */
  const refusals = new Map<string, { readonly times: number; readonly successes: number }>();

  /** Those that were on their way together count as one failure. */
  function slowDown(askedMs?: number): void {
    const now = clock.monotonic();
    if (now >= resumeAt) failures++;
    resumeAt = Math.max(resumeAt, now + waitAfter(failures, chance(), askedMs));
  }

  /** A refusal is everybody's, unless everybody else gets through. */
  function refusedForItself(item: string): boolean {
    const before = refusals.get(item);
    const times = before?.successes === successes ? before.times : (before?.times ?? 0) + 1;
    refusals.set(item, { times, successes });
    return times >= refusedAlone;
  }

  return {
    waitMs: () => Math.max(0, resumeAt - clock.monotonic()),
    atOnce: () => (failures > 0 ? 1 : most),
    paused: () => paused,
    away: () => away,
    reachedAt: () => reachedAt,
    succeeded(item) {
      refusals.delete(item);
      reachedAt = clock.monotonic();
      successes++;
      failures = 0;
      paused = away = null;
    },
    failed(item, error) {
      // A disk that does not answer passes; what nobody foresaw is this item's, so that others do not wait for it.
      if (!(error instanceof LoupeError) && !(error instanceof FileError)) return true;
      if (itsOwn.has(error.code)) return true;
      if (error.code === 'registry-refused') {
        if (refusedForItself(item)) return true;
        paused = whyOf(error);
      } else away = whyOf(error);
      slowDown(askedBy(error));
      return false;
    },
    mended(item) {
      if (item !== undefined) refusals.delete(item);
      else resumeAt = 0;
    },
  };
}

/** As a person reads it. */
export function whyOf(error: unknown): string {
  if (!(error instanceof LoupeError)) return causeOf(error);
  return 'cause' in error.data ? String(error.data.cause) : Object.values(error.data).join(' ');
}

const askedBy = (error: Error): number | undefined =>
  error instanceof LoupeError && 'retryAfterMs' in error.data ? error.data.retryAfterMs : undefined;
