/** A value that several streams follow: each gets the newest when it is ready for it, so a slow reader holds nothing back. */
export interface Latest<T> {
  readonly value: T;
  set(value: T): void;
  follow(signal: AbortSignal | undefined): AsyncGenerator<T, void>;
}

export function createLatest<T>(first: T): Latest<T> {
  let value = first;
  let turn = 0;
  const followers = new Set<() => void>();
  return {
    get value() {
      return value;
    },
    set(next) {
      value = next;
      turn++;
      for (const wake of followers) wake();
    },
    async *follow(signal) {
      let wake = () => {};
      const onChange = () => wake();
      followers.add(onChange);
      signal?.addEventListener('abort', onChange);
      try {
        for (let seen = -1; !signal?.aborted;) {
          if (seen === turn) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          } else {
            seen = turn;
            yield value;
          }
        }
      } finally {
        followers.delete(onChange);
        signal?.removeEventListener('abort', onChange);
      }
    },
  };
}
