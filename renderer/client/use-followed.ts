import { useEffect, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import type { DatasetSummary } from '../../electron/contract/datasets.ts';
import type { Fault } from '../words/fault.ts';
import { asFault } from '../words/words.ts';

/** Something the station says again whenever it changes; null before the first word. */
export interface Followed<T> {
  readonly value: T | null;
  readonly failed: Fault | null;
}

export type Watch<T> = (client: Client, signal: AbortSignal) => Promise<AsyncIterable<T>>;

/** @param watch the same function as long as the same is watched */
export function useFollowed<T>(client: Client | null, watch: Watch<T>): Followed<T> {
  const [followed, setFollowed] = useState<Followed<T>>({ value: null, failed: null });
  useEffect(() => {
    if (client === null) return;
    const gone = new AbortController();
    const { signal } = gone;
    const follow = async () => {
      for await (const value of await watch(client, signal)) setFollowed({ value, failed: null });
    };
    follow().catch(
      (error: unknown) => signal.aborted || setFollowed(({ value }) => ({ value, failed: asFault(error) })),
    );
    return () => gone.abort();
  }, [client, watch]);
  return followed;
}

/** Every dataset of the station. */
export const watchDatasets: Watch<readonly DatasetSummary[]> = (client, signal) =>
  client.datasets.watch(undefined, { signal });
