import type { Clock } from './platform.ts';

/** Finds the moments between two pieces, when nobody waits for the disk. */
export interface Pause {
  /** Tells that somebody waits until this settles; passes on how it settles. */
  around<T>(waitedFor: () => Promise<T>): Promise<T>;
  /** No more work begins; what is under way has ended when it resolves. */
  close(): Promise<void>;
}

/** Does `work`, which never rejects, whenever nobody has waited for `ms` after somebody did. */
export function createPause({
  clock,
  ms,
  work,
}: {
  clock: Pick<Clock, 'setTimeout'>;
  ms: number;
  work: () => Promise<void>;
}): Pause {
  let waiting = 0;
  let closed = false;
  let timer: { cancel(): void } | null = null;
  let working = Promise.resolve();
  return {
    async around(waitedFor) {
      waiting++;
      timer?.cancel();
      try {
        return await waitedFor();
      } finally {
        waiting--;
        if (waiting === 0 && !closed) timer = clock.setTimeout(() => (working = work()), ms);
      }
    },
    close() {
      closed = true;
      timer?.cancel();
      return working;
    },
  };
}
