import { useEffect, useState } from 'react';
import type { EvaluationInfo, EvaluationKey, EvaluationWork } from '../../electron/contract/evaluations.ts';
import { useStation } from '../app/station.tsx';
import { useAsked } from './use-asked.ts';

/** What is being judged for an evaluation, on whichever package. */
export function useWork(): EvaluationWork | null {
  const { client } = useStation();
  const [work, setWork] = useState<EvaluationWork | null>(null);
  useEffect(() => {
    if (client === null) return;
    const gone = new AbortController();
    const follow = async () => {
      for await (const next of await client.evaluations.watch(undefined, { signal: gone.signal }))
        setWork(next);
    };
    // A line that breaks here ends in `connection`, which every screen shows.
    follow().catch(() => undefined);
    return () => {
      gone.abort();
      setWork(null);
    };
  }, [client]);
  return work;
}

/** What a package was measured on, newest first; read again whenever something was. */
export function useEvaluations(model: string | null, work: EvaluationWork | null) {
  return useAsked<EvaluationInfo[]>(
    model === null || work === null ? null : `${model} ${work.kept}`,
    (client, signal) => client.evaluations.list({ model: model ?? '' }, { signal }),
  );
}

export const useAnswers = (key: EvaluationKey | null) =>
  useAsked(key === null ? null : JSON.stringify(key), (client, signal) =>
    client.evaluations.answers(key!, { signal }),
  );

export const keyOf = ({ model, dataset, split }: EvaluationInfo): EvaluationKey => ({
  model: model.sha256,
  dataset: dataset.hash,
  split,
});
