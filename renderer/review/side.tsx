import { TextInput } from '@mantine/core';
import type { RefObject } from 'react';
import { useNames } from '../client/use-names.ts';
import { KeyButton } from '../components/key-button.tsx';
import { VerdictMark } from '../components/verdict-mark.tsx';
import { Said } from '../history/facts.tsx';
import { reviewState, wholeTime } from '../history/words.ts';
import type { InspectionRow } from '../projection/row.ts';
import { sampleOf } from '../projection/sample.ts';
import { useStations } from '../projection/use-stations.ts';
import { nameOf as instrumentOf, words } from '../words/words.ts';
import { answerText, modelAnswer, type Answer, type AnswerKey } from './answers.ts';
import { Picks, picks, type Pick } from './picks.tsx';
import { RegionClasses } from './regions/classes.tsx';
import type { DrawingOnDesk } from './regions/use-drawing.ts';
import { fromPeople, queueReasons } from './queue.ts';
import { conflictIn } from './rules.ts';
import { Asked, Conflict } from './said.tsx';
import type { Near } from './use-near.ts';
import { reasonWords } from './words.ts';

interface Props {
  readonly near: Near;
  readonly keys: readonly AnswerKey[];
  /** What I said of it in this session. */
  readonly said: Answer | null;
  /** How many pictures the next label is for, when they were selected; 0: this one. */
  readonly batch: number;
  readonly stopped: boolean;
  readonly me: string;
  /** The model's answer is kept back until there is a label of one's own. */
  readonly hidden: boolean;
  /** Whose label it takes is above whoever is here. */
  readonly barred: boolean;
  readonly onAnswer: (answer: Answer) => void;
  readonly onAgree: () => void;
  readonly draft: { readonly comment: string; readonly reason?: string };
  readonly onComment: (comment: string) => void;
  readonly pick: Pick | null;
  readonly onPick: (index: number) => void;
  readonly onOpen: (pick: Pick) => void;
  readonly onSecond: () => void;
  /** Everything that was said of it is listed. */
  readonly history: boolean;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly drawing: DrawingOnDesk;
}

/** What can be said of the picture, what the model said, and why it is here. */
export function ReviewSide(props: Props) {
  const { near, keys, said, batch, stopped, me, hidden, barred, onAnswer, onAgree } = props;
  const { draft, onComment, pick, onPick, onOpen, onSecond, history, field, drawing } = props;
  const { row } = near;
  const nameOf = useNames();
  const stations = useStations();
  const reasons = queueReasons(sampleOf(row)).filter((reason) => !hidden || fromPeople.has(reason));
  const conflict = conflictIn(near);
  const same = (answer: Answer) => said?.verdict === answer.verdict && said.class === answer.class;
  return (
    <aside className="review-side" aria-label="Label">
      {drawing.drawing ? (
        <RegionClasses drawing={drawing} />
      ) : pick !== null ? (
        <Picks
          pick={pick}
          value={pick === 'reason' ? draft.reason : row.disposition && words.dispositions[row.disposition]}
          onPick={onPick}
        />
      ) : (
        <div className="review-answers" role="group" aria-label="What does the picture show?">
          {keys.map(({ key, answer }) => (
            <KeyButton
              key={`${answer.verdict} ${answer.class ?? ''}`}
              keys={key}
              look={same(answer) ? 'chosen' : 'plain'}
              disabled={stopped || (barred && batch === 0)}
              onClick={() => onAnswer(answer)}
            >
              {batch > 0 ? `Label ${batch} as ${answerText(answer)}` : answerText(answer)}
            </KeyButton>
          ))}
        </div>
      )}
      {barred && <p className="review-badge">Needs an admin. Ctrl+L changes the role</p>}
      {conflict.length > 0 && <Conflict labels={conflict} />}
      {row.asking && <Asked asking={row.asking} me={me} />}
      <section>
        <h2>The model says</h2>
        {hidden ? <p>Shown when your own label is saved</p> : <ModelAnswer row={row} />}
        <KeyButton
          keys="A"
          disabled={stopped || barred || hidden || batch > 0 || drawing.drawing || modelAnswer(row) === null}
          onClick={onAgree}
        >
          Agree
        </KeyButton>
      </section>
      <section>
        <h2>Why it is here</h2>
        <p>
          {reasons.map((reason) => reasonWords[reason]).join(' · ') ||
            (hidden ? 'Shown when your own label is saved' : 'It was settled meanwhile')}
        </p>
      </section>
      <section>
        <TextInput
          ref={field}
          label="Comment"
          maxLength={4000}
          value={draft.comment}
          onChange={({ currentTarget: { value } }) => onComment(value)}
          onKeyDown={({ key, currentTarget }) => key === 'Enter' && currentTarget.blur()}
          placeholder="Goes with the next label"
          rightSection={<kbd className="key-button-key">T</kbd>}
        />
      </section>
      <div className="review-open">
        {(Object.keys(picks) as Pick[]).map((each) => (
          <KeyButton key={each} keys={picks[each].key} onClick={() => onOpen(each)}>
            {picks[each].title}
          </KeyButton>
        ))}
        <KeyButton keys="E" look={row.asking?.includes(me) ? 'chosen' : 'plain'} onClick={onSecond}>
          Second person
        </KeyButton>
      </div>
      {draft.reason !== undefined && <p>Reason: {draft.reason}</p>}
      <section className="small">
        <p>{instrumentOf(row) || 'No ID'}</p>
        <p>
          #{row.seq}
          {stations.several && ` at ${stations.nameOf(row.station)}`} · {wholeTime(row.at)} · {nameOf(row.by)}
        </p>
        {row.label !== undefined && !hidden && <p>Label: {reviewState(row)}</p>}
        {row.disposition !== undefined && <p>Disposition: {words.dispositions[row.disposition]}</p>}
      </section>
      {history && (
        <section className="small">
          <h2>Said of it</h2>
          {hidden ? <p>Shown when your own label is saved</p> : <Said id={row.id} />}
        </section>
      )}
    </aside>
  );
}

function ModelAnswer({ row }: { row: InspectionRow }) {
  const [strongest] = row.findings;
  return (
    <>
      <p className="review-said">
        <VerdictMark verdict={row.verdict} size={20} />
        <b>{words.verdicts[row.verdict]}</b>
        {strongest && ` ${strongest.class} ${strongest.score.toFixed(2)}`}
      </p>
      <p className="small">
        {row.package === undefined
          ? row.reason && words.reasons[row.reason]
          : `Score ${row.score.toFixed(3)} · ${row.package}`}
      </p>
    </>
  );
}
