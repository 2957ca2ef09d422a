import '../../projection/jitless.ts';
import { Alert } from '@mantine/core';
import { useState } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import type { ModelInfo } from '../../../electron/contract/models.ts';
import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import { useStation } from '../../app/station.tsx';
import { useFollowed, watchDatasets } from '../../client/use-followed.ts';
import { KeyButton } from '../../components/key-button.tsx';
import { useScreenKeys } from '../../keys/use-keys.tsx';
import { asFault, inOneLine } from '../../words/words.ts';
import { CompareStep } from './runs/compare-step.tsx';
import { DatasetStep } from './dataset-step.tsx';
import {
  draftKey,
  draftSchema,
  emptyDraft,
  proposedName,
  readyOf,
  recipeOf,
  stepOf,
  steps,
  type Step,
} from './draft.ts';
import { EvaluateStep } from './runs/evaluate-step.tsx';
import { truthsOf } from './runs/evaluated.ts';
import { useKept } from '../kept.ts';
import { MinutesStep } from './minutes-step.tsx';
import { Plan, problemText } from './plan.tsx';
import { Order } from './order.tsx';
import { TaskStep } from './recipe/task-step.tsx';
import { TrainStep } from './runs/train-step.tsx';
import { useDetail, watchRuns } from './runs/use-runs.ts';
import { useStationSide } from './use-station-side.ts';
import { isEnded, stepWords } from './words.ts';
import './full-teach.css';

/** From a dataset to a trained, evaluated, signed package, in six steps; what was chosen waits where it was left. */
export function FullTeach() {
  const { client } = useStation();
  const [draft, setDraft] = useKept(draftKey, draftSchema, emptyDraft);
  const [failed, setFailed] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  const runs = useFollowed(client, watchRuns);
  const datasets = useFollowed(client, watchDatasets);
  const { recipes, library, packages } = useStationSide(client, runs.value);
  const missing = library?.library === 'missing' ? library.todo : null;
  // Where classifiers cannot be trained there is one task left.
  const task = missing === null ? draft.task : 'anomaly';
  const current = { ...draft, task };
  const { start, problems } = readyOf(current, {
    ...{ datasets: datasets.value, recipes },
    library: library?.library ?? null,
  });

  const all = runs.value ?? [];
  const run = all.find(({ id }) => id === draft.run);
  const detail = useDetail(client, run);
  const ahead = all.filter((one) => !isEnded(one) && run !== undefined && one.id < run.id).length;
  const dataset = datasets.value?.find(({ hash }) => hash === draft.dataset);
  const go = (step: Step) => setDraft((now) => ({ ...now, step }));
  const act = (what: (to: Client) => Promise<void>) => {
    if (client === null) return;
    setFailed(null);
    what(client).catch((error: unknown) => setFailed(inOneLine(asFault(error))));
  };
  const train = () => {
    if (starting) return;
    const [first] = Object.keys(problems ?? {});
    if (start === null) {
      if (first !== undefined) go(stepOf(first));
      return;
    }
    setStarting(true);
    act(async (to) => {
      try {
        const { run: id } = await to.training.start(start);
        setDraft((now) => ({ ...now, run: id, step: 'train' }));
      } finally {
        setStarting(false);
      }
    });
  };
  const showsRun = draft.step === 'train' && run !== undefined;
  useScreenKeys({
    command(name) {
      if (name === 'train' && !showsRun) train();
      else if (name === 'back') go(steps[Math.max(0, steps.indexOf(draft.step) - 1)]!);
    },
  });

  const choose = ({ hash, name }: DatasetSummary) =>
    setDraft((now) => ({ ...now, dataset: hash, name: now.name === '' ? proposedName(name) : now.name }));
  const [first] = Object.entries(problems ?? {});
  const firstProblem =
    first === undefined ? null : `${stepWords[stepOf(first[0])]}: ${problemText(...first)}`;
  const next = steps[steps.indexOf(draft.step) + 1];
  const fault =
    failed ?? [runs.failed, datasets.failed].flatMap((one) => (one ? [inOneLine(one)] : []))[0] ?? null;
  return (
    <section className="full" aria-label="Full teach">
      <Order now={draft.step} problems={problems} run={run} onStep={go} />
      {fault !== null && <Alert>{fault}</Alert>}
      <div className="full-step" data-step={draft.step}>
        {draft.step === 'dataset' && (
          <DatasetStep
            {...{ client, task }}
            datasets={datasets.value}
            chosen={draft.dataset}
            onChoose={choose}
          />
        )}
        {draft.step === 'task' && (
          <TaskStep
            {...{ client, dataset, recipes, missing }}
            draft={current}
            onDraft={setDraft}
            problems={problems ?? {}}
          />
        )}
        {draft.step === 'minutes' && (
          <MinutesStep
            draft={current}
            onDraft={setDraft}
            recipe={recipeOf(current, recipes)}
            packages={goOnFrom(packages, task)}
            problems={problems ?? {}}
          />
        )}
        {draft.step === 'train' &&
          (run ? (
            <TrainStep
              {...{ client, run, detail, ahead }}
              onAct={act}
              onNew={() => setDraft((now) => ({ ...now, run: null, step: 'dataset' }))}
              onEvaluate={() => go('evaluate')}
            />
          ) : (
            <Plan draft={current} {...{ dataset, problems }} onStep={go} />
          ))}
        {draft.step === 'evaluate' &&
          (detail && isEnded(detail.run) ? (
            <EvaluateStep
              {...{ client, detail }}
              truthOf={truthsOf(
                datasets.value?.find(({ hash }) => hash === detail.run.dataset.hash)?.classes,
                packages?.find(({ sha256 }) => sha256 === detail.run.package?.sha256)?.manifest.classes,
              )}
            />
          ) : (
            <p className="full-empty">
              {run && !isEnded(run)
                ? 'This run goes on; figures come when it has ended.'
                : 'No run is chosen. Train one, or choose one by its name under Compare.'}
            </p>
          ))}
        {draft.step === 'compare' && (
          <CompareStep
            client={client}
            runs={runs.value}
            chosen={draft.compared}
            onChoose={(compared) => setDraft((now) => ({ ...now, compared: [...compared] }))}
            onOpen={({ id, state }) =>
              setDraft((now) => ({
                ...now,
                run: id,
                step: state === 'done' || state === 'stopped' ? 'evaluate' : 'train',
              }))
            }
            onAct={act}
          />
        )}
      </div>
      <footer className="full-foot">
        {draft.step !== 'dataset' && (
          <KeyButton keys="Esc" onClick={() => go(steps[steps.indexOf(draft.step) - 1]!)}>
            Step before
          </KeyButton>
        )}
        {next !== undefined && <KeyButton onClick={() => go(next)}>Next: {stepWords[next]}</KeyButton>}
        {!showsRun && firstProblem !== null && <span className="full-note full-first">{firstProblem}</span>}
        {!showsRun && (
          <KeyButton look="primary" keys="Ctrl+Enter" disabled={start === null || starting} onClick={train}>
            {starting ? 'Asking for it…' : 'Train'}
          </KeyButton>
        )}
      </footer>
    </section>
  );
}

/** Only a classifier has weights to go on from. */
const goOnFrom = (packages: readonly ModelInfo[] | null, task: string): readonly ModelInfo[] =>
  (packages ?? []).filter(({ manifest }) => manifest.task === 'classify' && task === 'classify');
