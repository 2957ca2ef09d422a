import type { EvaluationInfo } from '../../electron/contract/evaluations.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { Facts } from '../components/facts/facts.tsx';
import { countRows, lookWords, measuredOn, otherFigures } from './figure-words.ts';
import { mistakesOf } from '../../ml/evaluate/mistakes.ts';
import { Pictures } from './pictures.tsx';
import { keyOf, useAnswers } from './use-evaluations.ts';

interface Props {
  readonly evaluation: EvaluationInfo;
  readonly classes: Manifest['classes'];
}

/** How a package did on one side of a dataset: counts with intervals first, then other figures, then what went wrong by name. */
export function Measured({ evaluation, classes }: Props) {
  const answers = useAnswers(keyOf(evaluation));
  const mistakes = answers.value && mistakesOf(answers.value, classes);
  return (
    <section aria-label="Figures">
      <h2>How it did</h2>
      <p>
        On {measuredOn(evaluation)} {lookWords(evaluation)}
      </p>
      <table className="models-figures models-counts">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Counted</th>
            <th scope="col">Truly, 95 %</th>
          </tr>
        </thead>
        <tbody>
          {countRows(evaluation).map(({ name, counted, interval }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{counted}</td>
              <td>{interval}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Facts label="Other figures" of={otherFigures(evaluation)} />
      {answers.failed !== null && <p>{answers.failed}</p>}
      {mistakes && evaluation.defective > 0 && (
        <Pictures
          title="Escapes"
          answers={mistakes.escapes}
          most={6}
          none="No defective picture was judged pass."
        />
      )}
      {mistakes && evaluation.good > 0 && (
        <Pictures
          title="False rejects"
          answers={mistakes.falseRejects}
          most={6}
          none="No good picture was judged defect."
        />
      )}
    </section>
  );
}
