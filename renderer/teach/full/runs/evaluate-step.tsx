import type { Client } from '../../../../electron/contract/client.ts';
import type { Answered, TrainingDetail } from '../../../../electron/contract/training-runs.ts';
import { SavedGrid } from '../../../components/run/saved-grid.tsx';
import { AnsweredPicture } from './answered-picture.tsx';
import { confusionTable, measuredOf, sortMistakes, type Truth } from './evaluated.ts';
import { percent, whereItIs } from '../words.ts';
import { Trials } from './trials.tsx';

interface Props {
  readonly client: Client | null;
  readonly detail: TrainingDetail;
  readonly truthOf: (label: string) => Truth;
}

/** How good a run's package is, as far as its pictures can tell, and where it is wrong. */
export function EvaluateStep({ client, detail, truthOf }: Props) {
  const { run, evaluation, limits, sizes } = detail;
  const { escapes, falseRejects, others } = sortMistakes(detail.mistakes, truthOf);
  const tested = evaluation !== null;
  return (
    <div className="full-evaluate">
      <section aria-label="Figures">
        <h2>
          {run.name}
          {run.package && ` version ${run.package.version}`}
        </h2>
        <p>{whereItIs(run, 0)}</p>
        {sizes && (
          <p className="full-note">
            {sizes.train} pictures to learn from, {sizes.valid} to choose limits on, {sizes.test} to test
            with.
          </p>
        )}
        {tested ? (
          <>
            <table className="full-table" aria-label="Figures on the test pictures">
              <thead>
                <tr>
                  <th scope="col">On {evaluation.n} test pictures, judged once</th>
                  <th scope="col">Measured</th>
                  <th scope="col">95 % interval</th>
                </tr>
              </thead>
              <tbody>
                {measuredOf(evaluation, truthOf).map(({ name, value, interval }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{value}</td>
                    <td>{interval ?? ''}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <Confusion confusion={evaluation.confusion} />
          </>
        ) : (
          <p className="full-note">
            There were no test pictures: how it does on pictures it has not seen is not known. Split the
            dataset in Datasets, and train again.
          </p>
        )}
        {limits && (
          <>
            <h3>Limits</h3>
            <p>
              Score up to {limits.pass.toFixed(3)}: pass. From {limits.defect.toFixed(3)}: defect. Between:
              unsure, {limits.unsure} of the validation pictures.
            </p>
            <p>
              Missed {limits.missed.hits} of {limits.missed.of} defects, truly at most{' '}
              {percent(limits.missed.bound)}. Rejected {limits.rejected.hits} of {limits.rejected.of} good
              pieces, truly at most {percent(limits.rejected.bound)}. Each with 95 % confidence.
            </p>
            {limits.cannot.length > 0 && (
              <>
                <h3>What the pictures cannot prove</h3>
                <ul>
                  {limits.cannot.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
        {run.package && (
          <p>
            <a href="#/models">See it in Models</a>, where it is tried, compared and put in use.
          </p>
        )}
        <Trials detail={detail} />
        <SavedGrid {...{ client, detail }} />
        {detail.log.length > 0 && (
          <details>
            <summary>Log</summary>
            <ol className="full-log">
              {detail.log.map(({ at, text }) => (
                <li key={`${at} ${text}`}>
                  <span>{new Date(at).toLocaleTimeString('en-GB')}</span> {text}
                </li>
              ))}
            </ol>
          </details>
        )}
      </section>
      <section aria-label="Mistakes">
        <h2>Mistakes {tested ? 'on the test pictures' : 'on the validation pictures'}</h2>
        {detail.mistakes.length === 0 && <p className="full-note">None.</p>}
        <Group name="Escapes: defects that passed" client={client} pictures={escapes} />
        <Group name="False rejects: good pieces refused" client={client} pictures={falseRejects} />
        <Group name="Unsure, or another class" client={client} pictures={others} />
      </section>
    </div>
  );
}

function Confusion({ confusion }: { confusion: NonNullable<TrainingDetail['evaluation']>['confusion'] }) {
  const { answers, rows } = confusionTable(confusion);
  return (
    <div className="full-scroll" tabIndex={0} role="region" aria-label="Confusion, scrolls">
      <table className="full-table" aria-label="Confusion">
        <thead>
          <tr>
            <th scope="col">Label / answered</th>
            {answers.map((answer) => (
              <th key={answer} scope="col">
                {answer}
              </th>
            ))}
            <th scope="col">All</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, counts, sum }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {counts.map((count, i) => (
                <td key={answers[i]} data-own={answers[i] === label || undefined}>
                  {count}
                </td>
              ))}
              <td>{sum}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Group({
  name,
  client,
  pictures,
}: {
  name: string;
  client: Client | null;
  pictures: readonly Answered[];
}) {
  if (pictures.length === 0) return null;
  return (
    <>
      <h3>
        {name} ({pictures.length})
      </h3>
      <div className="answered-grid">
        {pictures.map((one) => (
          <AnsweredPicture key={`${one.image} ${one.name}`} client={client} one={one} wrong />
        ))}
      </div>
    </>
  );
}
