import type { TrainingDetail } from '../../electron/contract/training-runs.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { noAnomalyCurve } from '../components/run/curves.ts';
import { parametersOf } from '../components/run/parameters.ts';
import { RunCurves } from '../components/run/run-curves.tsx';
import { SavedGrid } from '../components/run/saved-grid.tsx';
import { useStation } from '../app/station.tsx';
import { Fact, FactList } from '../components/facts/facts.tsx';
import { whenOf } from './figure-words.ts';
import { useAsked } from '../client/use-asked.ts';

/** How a version was trained: the curves of the run that made it, and all that decided that run. */
export function Curves({ manifest }: { manifest: Manifest }) {
  const { client } = useStation();
  const { trainingRun: run } = manifest;
  const asked = useAsked<TrainingDetail | 'gone'>(run ?? null, async (client, signal) => {
    const runs = await client.training.list(undefined, { signal });
    if (!runs.some(({ id }) => id === run)) return 'gone';
    return client.training.get({ run: run ?? '' }, { signal });
  });
  const detail = asked.value === 'gone' ? null : asked.value;
  if (asked.failed !== null) return <p>{asked.failed}</p>;
  if (run !== undefined && asked.value === null) return <p>Reading the run…</p>;
  return (
    <>
      {detail !== null && detail.curve.length > 0 ? (
        <div className="models-curves">
          <RunCurves curve={detail.curve} />
        </div>
      ) : (
        <p>{whyNone(manifest, detail)}</p>
      )}
      {detail !== null && <SavedGrid {...{ client, detail }} />}
      {detail !== null && (
        <FactList label="How it was trained">
          <Fact name="Run">
            {detail.run.id}, {whenOf(detail.run.queued)}, by {detail.run.by}
          </Fact>
          {[...parametersOf(detail)].flatMap(([name, said]) =>
            said === ''
              ? []
              : [
                  <Fact key={name} name={name}>
                    {said}
                  </Fact>,
                ],
          )}
        </FactList>
      )}
    </>
  );
}

/** Why a version has no curves here, and where they are if there are any. */
export function whyNone({ task, trainingRun }: Manifest, detail: TrainingDetail | null): string {
  const kind = task === 'anomaly' ? noAnomalyCurve : null;
  const run =
    trainingRun === undefined
      ? 'This package names no training run: it was brought in as it is, or made by Quick or the command line. What is known of its training stands on its own card.'
      : detail === null
        ? `The run ${trainingRun} that made it is not on this station: it was forgotten in Teach, its folder was removed, or it ran elsewhere. The package is none the worse for it.`
        : 'The run that made it kept no curve.';
  return [kind, detail === null || kind === null ? run : null].filter((part) => part !== null).join(' ');
}
