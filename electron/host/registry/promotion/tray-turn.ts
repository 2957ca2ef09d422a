import type { Journal } from '../../journal/journal.ts';
import type { Clock } from '../../platform.ts';

/** A tray is judged by one model from its first piece to its last, unless it stays open for longer than this. */
export const longestTrayMs = 15 * 60_000;

/**
 * Resolves once the tray that is open now is closed, or after `ms`; at once when none is.
 * @throws the signal's reason once it is aborted
 */
export function trayEnds(
  journal: Pick<Journal, 'state' | 'watch'>,
  clock: Pick<Clock, 'setTimeout'>,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const tray = journal.state().openTray?.name;
  if (tray === undefined || signal.aborted) return Promise.resolve().then(() => signal.throwIfAborted());
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      stop();
      timer.cancel();
      signal.removeEventListener('abort', leave);
      settle();
    };
    const leave = () => end(() => reject(signal.reason as Error));
    const stop = journal.watch(() => {
      if (journal.state().openTray?.name !== tray) end(resolve);
    });
    const timer = clock.setTimeout(() => end(resolve), Math.max(0, ms));
    signal.addEventListener('abort', leave);
  });
}
