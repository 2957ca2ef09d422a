/** A picture that was asked for: on its way, decoded, or not to be had. */
export type Ahead<Picture> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly picture: Picture }
  | { readonly state: 'failed'; readonly error: unknown };

export interface Reader<Picture extends { close(): void }> {
  /** Those that are to be at hand, the most urgent first; what is no longer wanted is closed. */
  want(keys: readonly string[]): void;
  /** The same object until something changes. */
  now(): ReadonlyMap<string, Ahead<Picture>>;
  /** @returns the stop function */
  subscribe(listener: () => void): () => void;
}

/** Keeps a few pictures decoded before they are shown. What failed is tried again when it is wanted anew. */
export function createReader<Picture extends { close(): void }>(
  read: (key: string) => Promise<Picture>,
): Reader<Picture> {
  let pictures: ReadonlyMap<string, Ahead<Picture>> = new Map();
  const listeners = new Set<() => void>();
  const put = (next: ReadonlyMap<string, Ahead<Picture>>) => {
    pictures = next;
    for (const listener of listeners) listener();
  };

  async function load(key: string, mark: Ahead<Picture>): Promise<void> {
    const ended = await read(key).then(
      (picture): Ahead<Picture> => ({ state: 'ready', picture }),
      (error: unknown): Ahead<Picture> => ({ state: 'failed', error }),
    );
    if (pictures.get(key) === mark) put(new Map(pictures).set(key, ended));
    else if (ended.state === 'ready') ended.picture.close();
  }

  return {
    want(keys) {
      const wanted = new Set(keys);
      const kept = new Map([...pictures].filter(([key]) => wanted.has(key)));
      const started: [string, Ahead<Picture>][] = [...wanted].flatMap((key) =>
        kept.has(key) ? [] : [[key, { state: 'loading' }]],
      );
      if (started.length === 0 && kept.size === pictures.size) return;
      for (const [key, old] of pictures) if (!wanted.has(key) && old.state === 'ready') old.picture.close();
      put(new Map([...kept, ...started]));
      for (const [key, mark] of started) void load(key, mark);
    },
    now: () => pictures,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
