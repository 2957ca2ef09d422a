import { useState } from 'react';
import type { QuickTeach } from '../../../electron/contract/quick-teach.ts';
import type { Watch } from '../../client/use-followed.ts';
import type { Fault } from '../../words/fault.ts';
import { asFault } from '../../words/words.ts';

/** The set of pieces and its model, as the station has them. */
export const watchQuickTeach: Watch<QuickTeach> = (client, signal) =>
  client.quickTeach.watch(undefined, { signal });

export interface Doing {
  /** What is being done, or nothing. */
  readonly busy: string | null;
  /** What the last thing done came to, where it failed. */
  readonly failed: Fault | null;
  /** One at a time: what comes meanwhile is not done. */
  act(what: string, work: () => Promise<unknown>): void;
  clear(): void;
}

/** Runs what the buttons ask for, and keeps what went wrong until the next of them. */
export function useDoing(): Doing {
  const [busy, setBusy] = useState<string | null>(null);
  const [failed, setFailed] = useState<Fault | null>(null);
  return {
    busy,
    failed,
    act(what, work) {
      if (busy !== null) return;
      setBusy(what);
      setFailed(null);
      void work()
        .catch((error: unknown) => setFailed(asFault(error)))
        .finally(() => setBusy(null));
    },
    clear: () => setFailed(null),
  };
}
