import { Alert, NativeSelect, Progress } from '@mantine/core';
import { useState } from 'react';
import type { EvaluationKey, EvaluationWork } from '../../electron/contract/evaluations.ts';
import { splits, type Split } from '../../ml/dataset/dataset.ts';
import { useStation } from '../app/station.tsx';
import { useFollowed, watchDatasets } from '../client/use-followed.ts';
import { KeyButton } from '../components/key-button.tsx';
import { fault } from '../words/fault.ts';
import { asFault, inOneLine } from '../words/words.ts';
import { datasetChoices } from './dataset-choices.ts';
import { splitWords } from './figure-words.ts';

interface Props {
  /** SHA-256 of the packages that shall judge. */
  readonly models: readonly string[];
  /** Hash of the dataset that is proposed first. */
  readonly proposed: string | undefined;
  /** The side that is proposed; with `only` no other can be chosen. */
  readonly split: Split;
  readonly only?: boolean;
  readonly work: EvaluationWork | null;
}

/** Chooses a side of a dataset and has packages judge it; says how far that is, and ends it. */
export function JudgeSide({ models, proposed, split, only = false, work }: Props) {
  const { client } = useStation();
  const datasets = useFollowed(client, watchDatasets);
  const [hash, setHash] = useState<string | null>(null);
  const [wanted, setWanted] = useState(split);
  const [refused, setRefused] = useState<string | null>(null);
  const choices = datasetChoices(datasets.value ?? []);
  const dataset =
    choices.find((one) => one.hash === hash) ??
    choices.find((one) => one.hash === proposed) ??
    choices.find(({ pictures }) => pictures[wanted] > 0) ??
    choices[0];
  const running = work?.running && models.includes(work.running.model) ? work.running : null;
  const waiting = work?.waiting.filter(({ model }) => models.includes(model)) ?? [];
  const failed = work?.failed && models.includes(work.failed.key.model) ? work.failed : null;
  const start = async (key: Omit<EvaluationKey, 'model'>) => {
    setRefused(null);
    try {
      for (const model of models) await client?.evaluations.start({ ...key, model });
    } catch (error) {
      setRefused(inOneLine(asFault(error)));
    }
  };

  if (running !== null || waiting.length > 0) {
    const { done, total } = running ?? { done: 0, total: 0 };
    const words = total === 0 ? 'Opening the model…' : `Judging: ${done} of ${total} pictures`;
    return (
      <div className="models-judge" role="group" aria-label="Judging">
        <p role="status">{words}</p>
        <Progress value={total === 0 ? 0 : (100 * done) / total} aria-label="Judging" color="var(--focus)" />
        <KeyButton onClick={() => void client?.evaluations.cancel()}>Cancel</KeyButton>
      </div>
    );
  }
  if (dataset === undefined)
    return (
      <p className="models-judge">
        {datasets.failed !== null
          ? inOneLine(datasets.failed)
          : datasets.value === null
            ? 'Reading the datasets…'
            : 'No datasets yet. Import a folder on Datasets, then judge its pictures here.'}
      </p>
    );
  const count = dataset.pictures[wanted];
  return (
    <div className="models-judge" role="group" aria-label="Judge pictures">
      {(refused ?? failed) !== null && (
        <Alert>{refused ?? inOneLine(fault(failed?.code ?? 'internal', failed?.data ?? {}))}</Alert>
      )}
      <NativeSelect
        label="Dataset"
        value={dataset.hash}
        data={choices.map((one) => ({
          value: one.hash,
          label: `${one.name}, ${one.hash.slice(0, 8)}…${one.hash === proposed ? ' (it was taught with this)' : ''}`,
        }))}
        onChange={(event) => setHash(event.currentTarget.value)}
      />
      {!only && (
        <NativeSelect
          label="Pictures"
          value={wanted}
          data={splits.map((one) => ({ value: one, label: `${splitWords[one]}: ${dataset.pictures[one]}` }))}
          onChange={(event) => setWanted(event.currentTarget.value as Split)}
        />
      )}
      <KeyButton
        look="primary"
        onClick={() => void start({ dataset: dataset.hash, split: wanted })}
        disabled={count === 0}
      >
        Judge {count} {splitWords[wanted]} pictures
      </KeyButton>
      <p className="small">
        {count === 0
          ? `This dataset has no ${splitWords[wanted]} pictures. Split it on Datasets.`
          : wanted === 'test'
            ? 'A test counts once: judge it when the limits stand. The answers are kept.'
            : 'The answers are kept; nothing is recorded as an inspection.'}
      </p>
    </div>
  );
}
