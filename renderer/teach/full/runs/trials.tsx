import type { TrainingDetail } from '../../../../electron/contract/training-runs.ts';
import type { Spread } from '../../../../ml/train/search.ts';
import { bestTrial, spreadOfTrials, type DoneTrial } from '../../../../ml/train/trials.ts';
import { figureWord, percent } from '../words.ts';

/** The trainings of a run of several, as far as they are done: the best is marked, and how far they lie apart stands below. */
export function Trials({ detail: { trials, several } }: { detail: TrainingDetail }) {
  if (trials.length === 0) return null;
  const best = bestTrial(trials);
  const tested = Object.keys(best?.test ?? {});
  const spread = best === null ? {} : spreadOfTrials(trials);
  const failed = trials.filter((trial) => 'failed' in trial).length;
  return (
    <section className="full-trials" aria-label="Trainings">
      <h2>Trainings done</h2>
      <div className="full-scroll" tabIndex={0} role="region" aria-label="Trainings, scrolls">
        <table className="full-table" aria-label="Trainings done">
          <thead>
            <tr>
              <th scope="col">Training</th>
              <th scope="col">Validation accuracy</th>
              <th scope="col">Loss</th>
              {tested.map((name) => (
                <th key={name} scope="col">
                  Test: {figureWord(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {trials.map((trial, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- the order is the run's and never changes
              <tr key={i} data-differs={trial.name === best?.name || undefined}>
                <th scope="row">
                  {trial.name}
                  {trial.name === best?.name && ' (best)'}
                </th>
                {'failed' in trial ? (
                  <td colSpan={2 + tested.length}>
                    <span>{trial.failed}</span>
                  </td>
                ) : (
                  cellsOf(trial, tested).map((cell, at) => (
                    // oxlint-disable-next-line react/no-array-index-key -- columns never change their places
                    <td key={at}>{cell}</td>
                  ))
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {several && 'seeds' in several && trials.length > 1 && (
        <ul aria-label="Spread">
          {failed > 0 && (
            <li>
              {failed} of {trials.length} came to nothing and {failed === 1 ? 'is' : 'are'} not counted below.
            </li>
          )}
          {Object.entries(spread).map(([name, apart]) => (
            <li key={name}>{spreadText(name, apart)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function cellsOf(
  { accuracy, loss, stoppedAt, test = {} }: DoneTrial,
  tested: readonly string[],
): readonly string[] {
  return [
    percent(accuracy) + (stoppedAt === undefined ? '' : `, stopped at epoch ${stoppedAt}`),
    loss.toFixed(4),
    ...tested.map((name) => shown(name, test[name] ?? Number.NaN)),
  ];
}

const isShare = (name: string): boolean => /accuracy/i.test(name);
const shown = (name: string, value: number): string =>
  Number.isNaN(value) ? '' : isShare(name) ? percent(value) : String(Number(value.toPrecision(3)));

/** `Test: Accuracy 96 % to 98 %, mean 97.1 %, deviation 0.82 %` */
export function spreadText(name: string, { least, most, mean, deviation }: Spread): string {
  const what = name === 'validationAccuracy' ? 'Validation accuracy' : `Test: ${figureWord(name)}`;
  const say = (value: number) => shown(name, value);
  return `${what} ${say(least)} to ${say(most)}, mean ${say(mean)}, deviation ${say(deviation)}`;
}
