import { Alert, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { ModelInfo } from '../../../electron/contract/models.ts';
import type { EvaluationInfo, EvaluationWork } from '../../../electron/contract/evaluations.ts';
import { countAt, sortScores } from '../../../ml/evaluate/limits-at.ts';
import { chooseLimits } from '../../../ml/evaluate/limits.ts';
import { useStation } from '../../app/station.tsx';
import { KeyButton } from '../../components/key-button.tsx';
import { inOneLine } from '../../words/words.ts';
import { JudgeSide } from '../judge-side.tsx';
import { refusal } from '../use-draft.ts';
import { keyOf, useAnswers } from '../use-evaluations.ts';
import { Handles } from './handles.tsx';
import {
  moveHandle,
  newDraft,
  placed,
  setLimits,
  takeBack,
  type Handle,
  type LimitsDraft,
} from './limits-draft.ts';
import { countWords, outOfReach } from './proof.ts';
import { Targets } from './targets.tsx';
import './thresholds.css';

/** What the keys do to the limits. */
export interface LimitsDesk {
  move(by: number): void;
  takeBack(): void;
}

interface Props {
  readonly info: ModelInfo;
  readonly evaluations: readonly EvaluationInfo[];
  readonly work: EvaluationWork | null;
  /** Null: nothing was moved. */
  readonly draft: LimitsDraft | null;
  readonly onDraft: (change: (draft: LimitsDraft | null) => LimitsDraft | null) => void;
  /** Hands the keys over; returns how to take them back. */
  readonly register: (desk: LimitsDesk) => () => void;
  /** The version that a save makes. */
  readonly nextVersion: number;
  readonly onSaved: (sha256: string) => void;
}

/** Moves the two limits over the scores of the validation pictures, and saves them as a version of their own. */
export function Thresholds(props: Props) {
  const { info, evaluations, work } = props;
  const valid = evaluations.filter(({ split }) => split === 'valid');
  const [chosen, setChosen] = useState<string | null>(null);
  const basis =
    valid.find(({ dataset }) => dataset.hash === chosen) ??
    valid.find(({ dataset }) => dataset.hash === info.manifest.datasetHash) ??
    valid[0];
  if (basis === undefined)
    return (
      <>
        <p>
          Limits are chosen on validation pictures: the model was not taught with them, and the test stays
          unseen.
        </p>
        <JudgeSide
          models={[info.sha256]}
          proposed={info.manifest.datasetHash}
          split="valid"
          only
          work={work}
        />
      </>
    );
  return (
    <>
      {valid.length > 1 && (
        <NativeSelect
          label="Validation pictures"
          value={basis.dataset.hash}
          data={valid.map(({ dataset, figures }) => ({
            value: dataset.hash,
            label: `${dataset.name}, ${dataset.hash.slice(0, 8)}…: ${figures.n}`,
          }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      <Desk key={basis.dataset.hash} {...props} basis={basis} />
    </>
  );
}

function Desk({
  info,
  basis,
  draft: kept,
  onDraft,
  register,
  nextVersion,
  onSaved,
}: Props & { readonly basis: EvaluationInfo }) {
  const { client } = useStation();
  const answers = useAnswers(keyOf(basis));
  const [handle, setHandle] = useState<Handle>('pass');
  const [saving, setSaving] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const { thresholds, name } = info.manifest;
  const draft = kept ?? newDraft(thresholds);
  const scores = useMemo(() => {
    const of = (truth: 'pass' | 'defect') =>
      (answers.value ?? [])
        .filter((one) => one.truth === truth && one.verdict !== 'no-result')
        .map(({ score }) => score);
    return sortScores(of('defect'), of('pass'));
  }, [answers.value]);
  const change = (next: (now: LimitsDraft) => LimitsDraft) =>
    onDraft((now) => next(now ?? newDraft(thresholds)));
  useEffect(() =>
    register({
      move: (by) => change((now) => moveHandle(now, handle, by)),
      takeBack: () => change(takeBack),
    }),
  );

  if (answers.failed !== null) return <p>{answers.failed}</p>;
  if (answers.value === null) return <p role="status">Reading the scores…</p>;
  const { asked, now } = draft;
  const targets = { missed: asked.missed / 100, rejected: asked.rejected / 100 };
  const confidence = asked.confidence / 100;
  const counts = countAt(scores, now, confidence);
  const limits = outOfReach(counts, targets, confidence);
  const moved = now.pass !== thresholds.pass || now.defect !== thresholds.defect;
  const choose = () => {
    if (scores.defects.length === 0 || scores.good.length === 0)
      return setFailed('Limits are chosen on good and on defective pictures; one kind is missing here.');
    setFailed(null);
    const { pass, defect } = chooseLimits([...scores.defects], [...scores.good], targets, confidence);
    const rounded = placed(placed({ pass: 0, defect }, 'defect', defect), 'pass', pass);
    change((before) => ({ ...setLimits(before, rounded), chosenFor: targets }));
  };
  const save = async () => {
    if (client === null) return;
    setSaving(true);
    setFailed(null);
    try {
      const { sha256 } = await client.evaluations.saveLimits({
        ...{ model: info.sha256, dataset: basis.dataset.hash, thresholds: now, confidence },
        ...(draft.chosenFor && { asked: draft.chosenFor }),
        why: draft.why.trim(),
      });
      onDraft(() => null);
      onSaved(sha256);
    } catch (error) {
      setFailed(inOneLine(refusal(error)));
    } finally {
      setSaving(false);
    }
  };
  return (
    <section className="limits" aria-label="Thresholds">
      <Targets
        asked={asked}
        onAsked={(next) => change((before) => ({ ...before, asked: next }))}
        onChoose={choose}
      />
      <Handles
        scores={scores}
        limits={now}
        onHandle={setHandle}
        onGrab={() => change((before) => ({ ...before, before: [...before.before, before.now] }))}
        onDrag={(which, to) => change((before) => ({ ...before, now: placed(before.now, which, to) }))}
      />
      <p className="limits-counts" role="status">
        {countWords(counts)}
      </p>
      {limits.length > 0 && (
        <ul className="limits-reach" aria-label="What these pictures cannot prove">
          {limits.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <p className="small">
        Tab: the other handle. ← → 0.001, with Shift 0.01. Ctrl+Z: back. On {basis.figures.n} validation
        pictures of {basis.dataset.name}; the package has {thresholds.pass} and {thresholds.defect}. A bound
        holds for pieces like these.
      </p>
      {failed !== null && <Alert>{failed}</Alert>}
      {moved && (
        <div className="limits-save" role="group" aria-label="Draft">
          <TextInput
            label="Why they move; it stands in the card of the new version"
            value={draft.why}
            maxLength={500}
            onChange={(event) => {
              const why = event.currentTarget.value;
              change((before) => ({ ...before, why }));
            }}
          />
          <div className="models-actions">
            <KeyButton
              look="primary"
              onClick={() => void save()}
              disabled={saving || draft.why.trim() === ''}
            >
              {saving ? 'Asking the golden pictures anew…' : `Save as ${name} version ${nextVersion}`}
            </KeyButton>
            <KeyButton onClick={() => change(takeBack)} keys="Ctrl+Z" disabled={draft.before.length === 0}>
              Back
            </KeyButton>
            <KeyButton onClick={() => onDraft(() => null)} disabled={saving}>
              Discard the draft
            </KeyButton>
          </div>
          <p className="small">
            A draft changes nothing that judges. Saved, it is a signed version of its own: judge the test with
            it once, then put it in use.
          </p>
        </div>
      )}
    </section>
  );
}
