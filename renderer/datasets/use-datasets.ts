import { useCallback, useEffect, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import type { DatasetSummary } from '../../electron/contract/datasets.ts';
import type { Fault } from '../words/fault.ts';
import { asFault } from '../words/words.ts';

/** Every dataset of the station, as it changes; null before the first answer. */
export function useDatasets(client: Client | null) {
  const [list, setList] = useState<readonly DatasetSummary[] | null>(null);
  const [failed, setFailed] = useState<Fault | null>(null);
  useEffect(() => {
    if (client === null) return;
    const gone = new AbortController();
    const follow = async () => {
      for await (const next of await client.datasets.watch(undefined, { signal: gone.signal })) {
        setList(next);
        setFailed(null);
      }
    };
    follow().catch((error: unknown) => gone.signal.aborted || setFailed(asFault(error)));
    return () => gone.abort();
  }, [client]);
  return { list, failed };
}

export type Detail = Awaited<ReturnType<Client['datasets']['get']>>;

/** All about one dataset. While another version is read the one before it stays, so that nothing jumps. */
export function useDetail(client: Client | null, summary: DatasetSummary | undefined) {
  const [read, setRead] = useState<Detail | null>(null);
  const [failed, setFailed] = useState<{ readonly of: string; readonly fault: Fault } | null>(null);
  const name = summary?.name;
  const version = summary && `${summary.name} ${summary.hash} ${summary.frozen}`;
  useEffect(() => {
    if (client === null || name === undefined || version === undefined) return;
    const gone = new AbortController();
    client.datasets.get({ name }, { signal: gone.signal }).then(
      (detail) => gone.signal.aborted || setRead(detail),
      (error: unknown) => gone.signal.aborted || setFailed({ of: version, fault: asFault(error) }),
    );
    return () => gone.abort();
  }, [client, name, version]);
  return {
    detail: read !== null && read.summary.name === name ? read : null,
    failed: failed !== null && failed.of === version ? failed.fault : null,
  };
}

/** One change at a time; what it failed with stays until the next one. */
export function useChange() {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Fault | null>(null);
  /** @returns what the work gave, or null where it failed */
  const change = useCallback(async <T>(work: () => Promise<T> | undefined): Promise<T | null> => {
    setBusy(true);
    setFailed(null);
    try {
      return (await work()) ?? null;
    } catch (error) {
      setFailed(asFault(error));
      return null;
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, failed, change, clear: useCallback(() => setFailed(null), []) };
}
