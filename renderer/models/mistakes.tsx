import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { ModelInfo } from '../../electron/contract/models.ts';
import type { EvaluationInfo, EvaluationWork } from '../../electron/contract/evaluations.ts';
import { splitWords } from './figure-words.ts';
import { JudgeSide } from './judge-side.tsx';
import { mistakesOf } from '../../ml/evaluate/mistakes.ts';
import { Pictures } from './pictures.tsx';
import { keyOf, useAnswers } from './use-evaluations.ts';

interface Props {
  readonly info: ModelInfo;
  readonly evaluations: readonly EvaluationInfo[];
  readonly work: EvaluationWork | null;
}

const idOf = ({ dataset, split }: EvaluationInfo): string => `${dataset.hash} ${split}`;

/** Every wrong answer of a package, by name, with its picture. */
export function Mistakes({ info, evaluations, work }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const evaluation = evaluations.find((one) => idOf(one) === chosen) ?? evaluations[0];
  const answers = useAnswers(evaluation ? keyOf(evaluation) : null);
  const found = answers.value && mistakesOf(answers.value, info.manifest.classes);
  if (evaluation === undefined)
    return (
      <>
        <p>No pictures were judged with this package yet.</p>
        <JudgeSide models={[info.sha256]} proposed={info.manifest.datasetHash} split="valid" work={work} />
      </>
    );
  return (
    <>
      <NativeSelect
        label="Judged pictures"
        value={idOf(evaluation)}
        data={evaluations.map((one) => ({
          value: idOf(one),
          label: `${one.dataset.name}, ${one.dataset.hash.slice(0, 8)}…: ${one.figures.n} ${splitWords[one.split]} pictures`,
        }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      {answers.failed !== null && <p>{answers.failed}</p>}
      {found && (
        <>
          <Pictures title="Escapes" answers={found.escapes} none="No defective picture was judged pass." />
          <Pictures
            title="False rejects"
            answers={found.falseRejects}
            none="No good picture was judged defect."
          />
          <Pictures title="Unsure" answers={found.unsure} none="None lies between the limits." />
          {found.otherClass.length > 0 && (
            <Pictures title="Called another class" answers={found.otherClass} none="" />
          )}
          {found.noResult.length > 0 && <Pictures title="No result" answers={found.noResult} none="" />}
        </>
      )}
    </>
  );
}
