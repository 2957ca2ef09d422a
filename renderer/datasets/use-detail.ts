import { useEffect, useState } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import type { DatasetSummary } from '../../electron/contract/datasets.ts';
import type { Fault } from '../words/fault.ts';
import { asFault } from '../words/words.ts';

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
