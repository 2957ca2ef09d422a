import { Progress } from '@mantine/core';
import { useState } from 'react';
import type { Client } from '../../../../electron/contract/client.ts';
import type { TrainingDetail, TrainingRun } from '../../../../electron/contract/training-runs.ts';
import { Fact, FactList } from '../../../components/facts/facts.tsx';
import { KeyButton } from '../../../components/key-button.tsx';
import { noAnomalyCurve } from '../../../components/run/curves.ts';
import { RunCurves } from '../../../components/run/run-curves.tsx';
import { SavedGrid } from '../../../components/run/saved-grid.tsx';
import { AnsweredPicture } from './answered-picture.tsx';
import { Trials } from './trials.tsx';
import { durationText, isEnded, memoryText, stateWords, whereItIs } from '../words.ts';

interface Props {
  readonly client: Client | null;
  readonly run: TrainingRun;
  readonly detail: TrainingDetail | null;
  /** Runs that come before it. */
  readonly ahead: number;
  /** Says what went wrong where nothing came of it. */
  readonly onAct: (act: (client: Client) => Promise<void>) => void;
  readonly onNew: () => void;
  readonly onEvaluate: () => void;
}

/** A run as it goes: curves, what it answers to pictures it does not learn from, and the ways to end it. */
export function TrainStep({ client, run, detail, ahead, onAct, onNew, onEvaluate }: Props) {
  const curve = detail?.curve ?? [];
  const samples = detail?.samples ?? [];
  return (
    <div className="full-train">
      <section className="full-run" aria-label="Run">
        <div className="full-run-words">
          <h2>
            {run.name} <b className="badge">{stateWords[run.state]}</b>
          </h2>
          <p role="status">{whereItIs(run, ahead)}</p>
          {run.task === 'anomaly' && !isEnded(run) && (
            <p className="full-note">
              Anomaly measures in one pass: before it ends there is nothing to keep, so it cannot be stopped,
              only cancelled.
            </p>
          )}
          {!isEnded(run) && run.steps > 0 && (
            <Progress
              value={(100 * run.step) / run.steps}
              aria-label="Progress of this stage"
              transitionDuration={0}
            />
          )}
          <FactList look="row">
            <Fact name="Time left">{run.secondsLeft === null ? null : durationText(run.secondsLeft)}</Fact>
            <Fact name="Memory">{run.memoryBytes === null ? null : memoryText(run.memoryBytes)}</Fact>
            <Fact name="Loss">{run.loss?.toFixed(4)}</Fact>
            <Fact name="Validation accuracy">{run.metric?.toFixed(3)}</Fact>
            <Fact name="Engine">{detail?.engine}</Fact>
          </FactList>
        </div>
        <div className="full-run-acts">
          {isEnded(run) ? (
            <>
              {run.package !== null && (
                <KeyButton look="primary" onClick={onEvaluate}>
                  Evaluate
                </KeyButton>
              )}
              <KeyButton onClick={onNew}>New run</KeyButton>
            </>
          ) : (
            <Ends key={run.id} run={run} onAct={onAct} />
          )}
        </div>
      </section>
      <div className="full-curves">
        {curve.length > 0 ? (
          <RunCurves curve={curve} />
        ) : (
          <p className="full-note">
            {run.task === 'anomaly'
              ? noAnomalyCurve
              : isEnded(run)
                ? 'It ended before there was a curve.'
                : 'Curves begin with the first steps of training.'}
          </p>
        )}
      </div>
      <section className="full-samples" aria-label="Sample predictions" tabIndex={0}>
        {detail && <Trials detail={detail} />}
        <h2>Pictures it does not learn from</h2>
        {samples.length === 0 ? (
          <p className="full-note">
            {run.task === 'anomaly'
              ? 'Anomaly is asked once, when it has learnt: what it answers is under Evaluate.'
              : 'What it answers to them is shown after the first whole epoch.'}
          </p>
        ) : (
          <div className="answered-grid">
            {samples.map((one) => (
              <AnsweredPicture
                key={`${one.image} ${one.name}`}
                client={client}
                one={one}
                wrong={one.answer !== one.truth && run.task === 'classify'}
              />
            ))}
          </div>
        )}
        {detail && <SavedGrid {...{ client, detail }} />}
      </section>
    </div>
  );
}

/** Ending a run throws hours away, so cancelling takes two presses; stopping keeps what was reached, where there is something. */
function Ends({ run, onAct }: { run: TrainingRun; onAct: Props['onAct'] }) {
  const [sure, setSure] = useState(false);
  const { id } = run;
  return (
    <>
      {run.state === 'running' && run.task === 'classify' && (
        <KeyButton
          look="primary"
          disabled={run.stage !== 'training'}
          onClick={() => onAct((client) => client.training.stop({ run: id }))}
        >
          Stop and keep best
        </KeyButton>
      )}
      {sure ? (
        <>
          <KeyButton look="outlined" onClick={() => onAct((client) => client.training.cancel({ run: id }))}>
            Cancel it, keep nothing
          </KeyButton>
          <KeyButton onClick={() => setSure(false)}>Let it go on</KeyButton>
        </>
      ) : (
        <KeyButton look="outlined" onClick={() => setSure(true)}>
          Cancel…
        </KeyButton>
      )}
    </>
  );
}
