import { useState } from 'react';
import type { QuickModel } from '../../../electron/contract/quick-teach.ts';
import { Answer } from '../../components/answer/answer.tsx';
import { countInWords } from '../../components/answer/count-in-words.ts';
import { Facts } from '../../components/facts/facts.tsx';
import { Picture, type Overlay } from '../../components/picture/picture.tsx';
import { restsOn } from './quick-words.ts';
import type { Trial } from './use-trial.ts';

/** The picture that was judged last, with its findings. Its edge is striped: this is no verdict of the bench. */
export function TrialPicture({ trial, overlay }: { trial: Trial | null; overlay: Overlay }) {
  const [selected, setSelected] = useState(-1);
  return (
    <div className="quick-picture" data-trial={trial?.result.verdict ?? 'none'}>
      {trial === null ? (
        <p role="status">Judging the live picture…</p>
      ) : (
        <Picture
          {...{ picture: trial.picture, maps: trial.maps, overlay, selected }}
          findings={trial.result.findings ?? []}
          verdict={trial.result.verdict}
          onSelect={setSelected}
          label="The live picture, as the trained model judged it"
        />
      )}
      <b className="quick-tag">TRIAL, not recorded</b>
    </div>
  );
}

interface AnswerProps {
  readonly trial: Trial | null;
  readonly model: Extract<QuickModel, { state: 'trained' }>;
}

/** What the trained model says now, and what it rests on. */
export function TrialAnswer({ trial, model }: AnswerProps) {
  return (
    <div className="quick-said">
      {trial !== null && (
        <div className="quick-answer" aria-live="polite">
          <Answer file="Live picture" result={trial.result} />
          <p className="small">
            {countInWords(trial.result.findings?.length ?? 0)}. F3: findings, heat map, off.
          </p>
        </div>
      )}
      <Facts of={restsOn(model)} />
      <p className="small">
        Lay good and damaged pieces under the camera, one after the other, and see what it says of each.
        {model.outdated && ' The pieces changed since it was trained: train again to use them.'}
      </p>
    </div>
  );
}
