import type { Clock } from '../../platform.ts';
import { take, type Allowance } from './pace.ts';

/** Lets only so many bytes a second through. */
export interface Throttle {
  /** Resolves when these bytes may be sent. */
  pass(bytes: number): Promise<void>;
  /** Whoever waits goes on, and nobody waits any more. */
  close(): void;
}

/** @param perSecond asked at every file; null: no limit */
export function createThrottle(clock: Clock, perSecond: () => number | null): Throttle {
  let allowance: Allowance = { bytes: 0, at: clock.monotonic() };
  let closed = false;
  const waking = new Set<() => void>();
  return {
    async pass(bytes) {
      const taken = take(allowance, bytes, clock.monotonic(), perSecond());
      allowance = taken.allowance;
      if (taken.waitMs === 0 || closed) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          timer.cancel();
          waking.delete(wake);
          resolve();
        };
        const timer = clock.setTimeout(wake, taken.waitMs);
        waking.add(wake);
      });
    },
    close() {
      closed = true;
      for (const wake of [...waking]) wake();
    },
  };
}
