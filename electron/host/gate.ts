import { LoupeError } from '../contract/errors.ts';

/** What must not be cut off by an update. */
export type Work = 'inspection' | 'training' | 'tray';

export interface Gate {
  /**
   * Runs work unless the station is held.
   * @throws LoupeError `busy` when it is
   */
  enter<T>(work: Work, run: () => Promise<T>): Promise<T>;
  /** Lets no further work begin until `release`; says what is under way, and holds nothing, while some is. */
  hold(): { readonly busy: Work } | { release(): void };
}

/** Work enters freely; an update holds the station only between two pieces of work, and then nothing begins beneath it. */
export function createGate(): Gate {
  const running = new Map<symbol, Work>();
  let held = false;
  return {
    async enter(work, run) {
      if (held) throw new LoupeError('busy', { what: 'it is being updated and restarts in a moment' });
      const entry = Symbol(work);
      running.set(entry, work);
      try {
        return await run();
      } finally {
        running.delete(entry);
      }
    },
    hold() {
      // A second hold finds the first at work.
      if (held) return { busy: 'inspection' };
      for (const work of running.values()) return { busy: work };
      held = true;
      return { release: () => void (held = false) };
    },
  };
}
