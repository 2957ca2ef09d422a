import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { ModelInfo } from '../../electron/contract/models.ts';
import type { EvaluationInfo, EvaluationKey, EvaluationWork } from '../../electron/contract/evaluations.ts';
import type { SideBySide } from '../../ml/evaluate/side-by-side.ts';
import { comparisonWords } from './compare-words.ts';
import { splitWords } from './figure-words.ts';
import { JudgeSide } from './judge-side.tsx';
import { Pictures } from './pictures.tsx';
import { useAsked } from '../client/use-asked.ts';
import { keyOf, useAnswers, useEvaluations } from './use-evaluations.ts';

interface Props {
  readonly info: ModelInfo;
  readonly packages: readonly ModelInfo[];
  readonly evaluations: readonly EvaluationInfo[];
  readonly work: EvaluationWork | null;
}

const nameOf = ({ manifest: { name, version } }: ModelInfo): string => `${name} v${version}`;
const idOf = ({ dataset, split }: EvaluationInfo): string => `${dataset.hash} ${split}`;

/** Two packages on the same pictures: where they differ, and whether that tells them apart. */
export function Compare({ info, packages, evaluations, work }: Props) {
  const others = packages.filter(({ sha256 }) => sha256 !== info.sha256);
  const [against, setAgainst] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const other =
    others.find(({ sha256 }) => sha256 === against) ??
    others.find(({ active }) => active) ??
    others.find(({ manifest }) => manifest.name === info.manifest.name) ??
    others[0];
  const theirs = useEvaluations(other?.sha256 ?? null, work).value;
  if (other === undefined) return <p>There is only this package. Another one can be compared with it.</p>;
  const ids = new Set(theirs?.map(idOf));
  const same = evaluations.filter((one) => ids.has(idOf(one)));
  const shown =
    same.find((one) => idOf(one) === chosen) ?? same.find(({ split }) => split === 'test') ?? same[0];
  const apart = evaluations.length > 0 && (theirs?.length ?? 0) > 0;
  return (
    <>
      <div className="models-choices">
        <NativeSelect
          label="Compare with"
          value={other.sha256}
          data={others.map((one) => ({
            value: one.sha256,
            label: `${nameOf(one)}${one.active ? ' (in use)' : ''}`,
          }))}
          onChange={(event) => setAgainst(event.currentTarget.value)}
        />
        {shown && (
          <NativeSelect
            label="On"
            value={idOf(shown)}
            data={same.map((one) => ({
              value: idOf(one),
              label: `${one.figures.n} ${splitWords[one.split]} pictures of ${one.dataset.name}, ${one.dataset.hash.slice(0, 8)}…`,
            }))}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        )}
      </div>
      {theirs && shown?.split !== 'test' && (
        <>
          <p>
            {shown === undefined && apart
              ? 'Cannot compare: they judged different pictures. Let both judge the same test.'
              : 'No test was judged by both. What limits were chosen on flatters whoever chose them there.'}
          </p>
          <JudgeSide
            models={[info.sha256, other.sha256]}
            proposed={info.manifest.datasetHash}
            split="test"
            work={work}
          />
        </>
      )}
      {shown && <Held first={info} second={other} on={keyOf(shown)} />}
    </>
  );
}

/** @param on one side, judged by both */
function Held({ first, second, on }: { first: ModelInfo; second: ModelInfo; on: EvaluationKey }) {
  const answers = useAnswers(on);
  const side = useAsked<SideBySide>(`${JSON.stringify(on)} ${second.sha256}`, (client, signal) =>
    client.evaluations.compare({ ...on, against: second.sha256 }, { signal }),
  );
  const failed = side.failed ?? answers.failed;
  if (failed !== null) return <p>{failed}</p>;
  if (side.value === null || answers.value === null) return <p role="status">Holding them side by side…</p>;
  const [one, other] = [nameOf(first), nameOf(second)];
  const { bothRight, onlyFirst, onlySecond, bothWrong, labels, by, onlyFirstAt, onlySecondAt } = side.value;
  const picked = (places: readonly number[]) => places.flatMap((at) => answers.value?.[at] ?? []);
  return (
    <>
      <p className="models-sentence" role="status">
        {comparisonWords(one, other, side.value)}
      </p>
      <p className="small">
        Right is {by === 'class' ? 'the right class' : 'the right verdict; unsure is not right'}. McNemar’s
        exact test; the interval is that of Agresti and Min.
      </p>
      <div className="models-choices">
        <table className="models-figures" aria-label="Where they agree">
          <thead>
            <tr>
              <td />
              <th scope="col">{other} right</th>
              <th scope="col">{other} wrong</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{one} right</th>
              <td>{bothRight}</td>
              <td>{onlyFirst}</td>
            </tr>
            <tr>
              <th scope="row">{one} wrong</th>
              <td>{onlySecond}</td>
              <td>{bothWrong}</td>
            </tr>
          </tbody>
        </table>
        <table className="models-figures" aria-label="By label">
          <thead>
            <tr>
              <th scope="col">Label</th>
              <th scope="col">Pictures</th>
              <th scope="col">{one} right</th>
              <th scope="col">{other} right</th>
              <th scope="col">{one} is</th>
            </tr>
          </thead>
          <tbody>
            {labels.map(({ label, n, rightFirst, rightSecond, answer }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{n}</td>
                <td>{rightFirst}</td>
                <td>{rightSecond}</td>
                <td>{answer}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pictures title={`Only ${one} is right`} answers={picked(onlyFirstAt)} none="None." />
      <Pictures title={`Only ${other} is right`} answers={picked(onlySecondAt)} none="None." />
    </>
  );
}
