import type { Platform } from '../../platform.ts';

/** Full jitter: any time up to the doubled one of before (AWS Architecture Blog, "Exponential backoff and jitter"). */
const baseMs = 1000;
const capMs = 300_000;
/** A server that asks for more is not believed. */
const longestAskedMs = 3_600_000;

/**
 * How long to wait after so many failures in a row, in milliseconds.
 * @param failures at least 1
 * @param chance 0 to below 1
 * @param askedMs what the server asked for (`Retry-After`): never less than that, and not all stations at the same moment
 */
export function waitAfter(failures: number, chance: number, askedMs = 0): number {
  const asked = Math.min(askedMs, longestAskedMs);
  return asked + chance * Math.min(capMs, baseMs * 2 ** Math.min(failures, 30));
}

/** A fresh number, 0 to below 1. */
export const chanceOf = (random: Platform['random']): number =>
  random(4).reduce((sum, byte) => (sum + byte) / 256, 0);

/** What may be sent at once, in bytes; below 0 while more was sent than the line may carry until `at`. */
export interface Allowance {
  readonly bytes: number;
  /** Milliseconds of a clock that only grows. */
  readonly at: number;
}

/**
 * A token bucket that holds one second's worth. Whoever takes more than is there waits until it is made good; files are not cut for it.
 * @param perSecond bytes; null: no limit
 */
export function take(
  allowance: Allowance,
  bytes: number,
  now: number,
  perSecond: number | null,
): { readonly allowance: Allowance; readonly waitMs: number } {
  if (perSecond === null) return { allowance: { bytes: 0, at: now }, waitMs: 0 };
  const filled = Math.min(perSecond, allowance.bytes + ((now - allowance.at) * perSecond) / 1000);
  const left = filled - bytes;
  return {
    allowance: { bytes: left, at: now },
    waitMs: left >= 0 ? 0 : Math.ceil((-left * 1000) / perSecond),
  };
}
