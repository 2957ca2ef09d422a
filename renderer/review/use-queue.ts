import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect, useState } from 'react';
import { useProjection, useReadable } from '../projection/hooks.ts';
import type { Sample } from '../projection/sample.ts';
import { topsOf } from './queue.ts';

/** All that waits for review: read whole once, so that filters and orders ask nobody. */
export interface Waiting {
  /** As they were when the screen was opened, and what was added since; null until they are read. */
  readonly samples: readonly Sample[] | null;
  /** What was recorded since. Older inspections that somebody sends here wait for the next opening. */
  readonly arrived: readonly Sample[];
  /** What arrived belongs to the samples from now on. */
  add(): void;
}

const none: readonly Sample[] = [];

export function useWaiting(): Waiting {
  const { store } = useProjection();
  const readable = useReadable();
  const [samples, setSamples] = useState<readonly Sample[] | null>(null);
  const unread = readable && samples === null;
  useEffect(() => {
    if (!unread) return;
    let gone = false;
    void store.samples.toArray().then((read) => gone || setSamples(read));
    return () => {
      gone = true;
    };
  }, [store, unread]);

  const arrived = useLiveQuery(async () => {
    if (!readable || samples === null) return none;
    const tops = topsOf(samples);
    const stations = await store.cursors.toCollection().primaryKeys();
    const parts = await Promise.all(
      stations.map((station) =>
        store.samples
          .where('[station+seq]')
          .between([station, tops.get(station) ?? 0], [station, Infinity], false, true)
          .toArray(),
      ),
    );
    return parts.flat();
  }, [store, readable, samples]);

  return {
    samples,
    arrived: arrived ?? none,
    add: () => setSamples([...(samples ?? none), ...(arrived ?? none)]),
  };
}
