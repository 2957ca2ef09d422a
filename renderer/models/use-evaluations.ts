import type { EvaluationInfo, EvaluationKey, EvaluationWork } from '../../electron/contract/evaluations.ts';
import { useStation } from '../app/station.tsx';
import { useFollowed, type Watch } from '../client/use-followed.ts';
import { useAsked } from '../client/use-asked.ts';

const watchWork: Watch<EvaluationWork> = (client, signal) => client.evaluations.watch(undefined, { signal });

/** What is being judged for an evaluation, on whichever package; null while the station does not answer. */
export function useWork(): EvaluationWork | null {
  const { client } = useStation();
  const { value } = useFollowed(client, watchWork);
  return client === null ? null : value;
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
