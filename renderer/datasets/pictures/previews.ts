/** Small pictures by their keys: fetched once, kept while they may be seen again. */
export interface Previews {
  /** Undefined: nobody asked for it. */
  readonly get: (key: string) => Shown | undefined;
  /** Asks for it. What nobody wants any more before its turn is never fetched. @returns how to stop wanting it */
  want(key: string): () => void;
  readonly subscribe: (listener: () => void) => () => void;
  close(): void;
}
export type Shown =
  | { readonly state: 'waiting' }
  | { readonly state: 'ready'; readonly url: string }
  | { readonly state: 'missing' };

interface Kept {
  shown: Shown;
  wants: number;
  running: boolean;
}

interface Options {
  /** @returns an address, which is revoked when the picture is let go */
  readonly fetch: (key: string, signal: AbortSignal) => Promise<string>;
  readonly revoke: (url: string) => void;
  /** How many are fetched at once. */
  readonly atOnce?: number;
  /** How many are kept that nobody wants. */
  readonly spare?: number;
}

const waiting: Shown = { state: 'waiting' };

/** The newest wish first: who scrolls past a thousand pictures waits for those on the screen only. */
export function createPreviews({ fetch, revoke, atOnce = 4, spare = 300 }: Options): Previews {
  const kept = new Map<string, Kept>();
  let queue: string[] = [];
  let running = 0;
  const gone = new AbortController();
  const listeners = new Set<() => void>();

  function next(): void {
    while (running < atOnce && !gone.signal.aborted) {
      const key = queue.pop();
      if (key === undefined) return;
      const of = kept.get(key);
      if (of === undefined) continue;
      if (of.wants === 0) {
        kept.delete(key);
        continue;
      }
      running += 1;
      of.running = true;
      fetch(key, gone.signal)
        .then(
          (url): Shown => ({ state: 'ready', url }),
          (): Shown => ({ state: 'missing' }),
        )
        .then((shown) => {
          running -= 1;
          if (gone.signal.aborted) {
            if (shown.state === 'ready') revoke(shown.url);
            return;
          }
          of.shown = shown;
          letGo();
          for (const listener of listeners) listener();
          next();
        })
        .catch(() => undefined);
    }
  }

  /** Beyond `spare`, the longest unwanted go first; a map keeps the order of insertion. */
  function letGo(): void {
    const unwanted = [...kept].filter(([, { wants, shown }]) => wants === 0 && shown.state !== 'waiting');
    for (const [key, { shown }] of unwanted.slice(0, Math.max(0, unwanted.length - spare))) {
      if (shown.state === 'ready') revoke(shown.url);
      kept.delete(key);
    }
  }

  return {
    get: (key) => kept.get(key)?.shown,
    want(key) {
      const of = kept.get(key) ?? { shown: waiting, wants: 0, running: false };
      of.wants += 1;
      // Wanted again: it is the youngest now.
      kept.delete(key);
      kept.set(key, of);
      if (of.shown.state === 'waiting' && !of.running) {
        queue = queue.filter((other) => other !== key);
        queue.push(key);
        next();
      }
      return () => {
        of.wants -= 1;
        letGo();
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      gone.abort();
      for (const { shown } of kept.values()) if (shown.state === 'ready') revoke(shown.url);
      kept.clear();
    },
  };
}
