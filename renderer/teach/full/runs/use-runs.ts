import { useEffect, useRef, useState } from 'react';
import type { Client } from '../../../../electron/contract/client.ts';
import type { TrainingDetail, TrainingRun } from '../../../../electron/contract/training-runs.ts';
import type { Watch } from '../../../client/use-followed.ts';

export const watchRuns: Watch<readonly TrainingRun[]> = (client, signal) =>
  client.training.watch(undefined, { signal });

/** All that is known of a run, read again whenever its line in the list has changed; one reading at a time. */
export function useDetail(client: Client | null, run: TrainingRun | undefined): TrainingDetail | null {
  const [detail, setDetail] = useState<TrainingDetail | null>(null);
  const wanted = useRef<{ readonly client: Client; readonly run: TrainingRun } | null>(null);
  const reading = useRef(false);
  useEffect(() => {
    wanted.current = client && run ? { client, run } : null;
    const read = async () => {
      reading.current = true;
      for (let done: TrainingRun | null = null; wanted.current !== null && wanted.current.run !== done;) {
        const now = wanted.current;
        done = now.run;
        const got = await now.client.training.get({ run: now.run.id }).catch(() => null);
        if (got !== null && wanted.current?.run.id === now.run.id) setDetail(got);
      }
      reading.current = false;
    };
    if (!reading.current) void read();
    return () => {
      wanted.current = null;
    };
  }, [client, run]);
  return detail?.run.id === run?.id ? detail : null;
}

/** The same of several runs, read once: those that are compared have mostly ended. */
export function useDetails(
  client: Client | null,
  runs: readonly TrainingRun[],
): ReadonlyMap<string, TrainingDetail> {
  const [details, setDetails] = useState<ReadonlyMap<string, TrainingDetail>>(new Map());
  const key = JSON.stringify(runs.map(({ id, state, step }) => [id, state, step]));
  useEffect(() => {
    if (client === null) return;
    let gone = false;
    const ids = (JSON.parse(key) as [string][]).map(([id]) => id);
    void Promise.all(ids.map((run) => client.training.get({ run }).catch(() => null))).then((all) => {
      if (!gone)
        setDetails(new Map(all.flatMap((one) => (one === null ? [] : [[one.run.id, one] as const]))));
    });
    return () => {
      gone = true;
    };
  }, [client, key]);
  return details;
}
