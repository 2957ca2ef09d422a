import { LoupeError } from '../contract/errors.ts';

/** What must not be cut off by an update. */
export type Work = 'inspection' | 'training' | 'tray';

export interface Gate {
  /**
   * Runs work unless the station is held. An inspection waits for a change of what it rests on.
   * @throws LoupeError `busy` when it is held
   */
  enter<T>(work: Work, run: () => Promise<T>): Promise<T>;
  /** Changes what inspections rest on, such as the setup, between two of them: those under way end first, and none begins meanwhile. */
  between<T>(change: () => Promise<T>): Promise<T>;
  /** Lets no further work begin until `release`; says what is under way, and holds nothing, while some is. */
  hold(): { readonly busy: Work } | { release(): void };
}

/** Work enters freely; an update holds the station only between two pieces of work, and then nothing begins beneath it. */
export function createGate(): Gate {
  const running = new Map<Promise<unknown>, Work>();
  let changing: Promise<unknown> | null = null;
  let held = false;
  const admit = () => {
    if (held) throw new LoupeError('busy', { what: 'it is being updated and restarts in a moment' });
  };
  return {
    async enter(work, run) {
      admit();
      while (work === 'inspection' && changing !== null) await changing;
      admit();
      const result = run();
      running.set(result, work);
      try {
        return await result;
      } finally {
        running.delete(result);
      }
    },
    async between(change) {
      admit();
      const before = [...running].filter(([, work]) => work === 'inspection').map(([result]) => result);
      const changed = Promise.allSettled([changing, ...before]).then(change);
      const ended = Promise.allSettled([changed]).then(() => {
        if (changing === ended) changing = null;
      });
      changing = ended;
      return changed;
    },
    hold() {
      // A second hold finds the first at work.
      if (held || changing !== null) return { busy: 'inspection' };
      for (const work of running.values()) return { busy: work };
      held = true;
      return { release: () => void (held = false) };
    },
  };
}
