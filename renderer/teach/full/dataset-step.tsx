import { Alert } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import { Choice } from '../../components/choices/choice.tsx';
import { refusalOf, type Draft } from './draft.ts';

interface Props {
  readonly client: Client | null;
  readonly datasets: readonly DatasetSummary[] | null;
  readonly chosen: string | null;
  readonly task: Draft['task'];
  readonly onChoose: (dataset: DatasetSummary) => void;
}

/** Which pictures a run learns from. One that cannot be trained on says why, and leads to where that is mended. */
export function DatasetStep({ client, datasets, chosen, task, onChoose }: Props) {
  if (datasets === null) return <p>Reading the datasets…</p>;
  if (datasets.length === 0)
    return (
      <p className="full-empty">
        No datasets. <a href="#/datasets">Import a folder in Datasets</a>, or freeze reviewed samples there;
        Quick teaches from the camera alone.
      </p>
    );
  return (
    <ul className="choices full-choices" aria-label="Datasets">
      {datasets.map((dataset) => (
        <li key={dataset.name}>
          <Choice
            name={dataset.name}
            badge={dataset.frozen ? null : 'Not frozen'}
            chosen={dataset.hash === chosen}
            disabled={dataset.blocks > 0}
            onChoose={() => onChoose(dataset)}
          >
            {countsOf(dataset)} · {dataset.hash.slice(0, 12)}…
          </Choice>
          <Why client={client} dataset={dataset} task={task} chosen={dataset.hash === chosen} />
        </li>
      ))}
    </ul>
  );
}

/** `120 pictures: ok 80, dent 40 · 90 train, 10 validation, 20 test`. */
export function countsOf({ images, classes }: DatasetSummary): string {
  const sum = (side: 'train' | 'valid' | 'test' | 'unsplit') =>
    classes.reduce((total, each) => total + each[side], 0);
  const shown = classes
    .slice(0, 8)
    .map((each) => `${each.name} ${each.train + each.valid + each.test + each.unsplit}`);
  const more = classes.length > 8 ? ` and ${classes.length - 8} more` : '';
  const sides = (
    [
      ['train', 'train'],
      ['valid', 'validation'],
      ['test', 'test'],
      ['unsplit', 'on no side'],
    ] as const
  ).flatMap(([side, word]) => (sum(side) > 0 ? [`${sum(side)} ${word}`] : []));
  return `${images} pictures: ${shown.join(', ')}${more} · ${sides.join(', ')}`;
}

/** What stands against a dataset, and what will be missing in the end. */
function Why({
  client,
  dataset,
  task,
  chosen,
}: {
  client: Client | null;
  dataset: DatasetSummary;
  task: Draft['task'];
  chosen: boolean;
}) {
  const why = refusalOf(dataset, task);
  const findings = useBlocking(client, dataset);
  const test = dataset.classes.reduce((total, each) => total + each.test, 0);
  if (why !== null && (chosen || dataset.blocks > 0))
    return (
      <Alert className="full-why">
        <b>{why}</b> Nothing is trained on it.
        {findings.length > 0 && (
          <ul>
            {findings.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}{' '}
        <a href="#/datasets">Mend it in Datasets</a>
      </Alert>
    );
  if (chosen && test === 0)
    return (
      <p className="full-note">
        It has no test pictures, so how the model does on others will not be known. Split it in Datasets first
        to know.
      </p>
    );
  return null;
}

/** What blocks a dataset: each check with how often, and its first offender. */
function useBlocking(client: Client | null, { name, hash, blocks }: DatasetSummary): readonly string[] {
  const [said, setSaid] = useState<{ readonly of: string; readonly lines: readonly string[] } | null>(null);
  useEffect(() => {
    if (client === null || blocks === 0) return;
    let gone = false;
    client.datasets.get({ name }).then(
      ({ report }) => {
        if (gone) return;
        const lines = report.findings
          .filter(({ severity }) => severity === 'blocks')
          .map(
            ({ check, count, examples: [first] }) =>
              `${check}: ${count}${first ? `, such as ${first.message}` : ''}`,
          );
        setSaid({ of: hash, lines });
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [client, name, hash, blocks]);
  return said?.of === hash ? said.lines : [];
}
