import { NativeSelect, SegmentedControl, Slider, Switch } from '@mantine/core';
import { useState } from 'react';
import type { Finding } from '../../ml/verdict/result.ts';
import { Answer } from '../components/answer/answer.tsx';
import { countInWords } from '../components/answer/count-in-words.ts';
import { KeyButton } from '../components/key-button.tsx';
import { overlays, type Overlay } from '../components/picture/picture.tsx';
import type { Switches } from './looks.ts';
import type { Tried, TryState } from './use-try.ts';

export interface Look extends Switches {
  readonly overlay: Overlay;
  readonly minimum: number;
}
interface Props {
  readonly state: TryState;
  /** Those that are shown. */
  readonly findings: readonly Finding[];
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly selected: number;
  readonly onSelect: (finding: number) => void;
  readonly saved: string | null;
  readonly onChoose: () => void;
  readonly onSave: () => void;
  readonly onPage: (page: number) => void;
  readonly onRecord: () => void;
}

const overlayWords: Record<Overlay, string> = { findings: 'Findings', heatmap: 'Heat map', off: 'Off' };

/** What was said of the picture, and how it is shown. */
export function Side(props: Props) {
  const { state, findings, look, onLook, selected, onSelect, saved, onChoose, onSave, onPage, onRecord } =
    props;
  const tried = state.phase === 'done' ? state.tried : null;
  return (
    <>
      {state.phase === 'done' ? (
        <Answer file={state.tried.file.name} page={state.tried.page} result={state.tried.result} />
      ) : (
        <p className="try-none">{waiting[state.phase]}</p>
      )}
      {tried && (tried.result.pages ?? 1) > 1 && (
        <NativeSelect
          label={`Page, of ${tried.result.pages}`}
          value={String(tried.page)}
          onChange={(event) => onPage(Number(event.currentTarget.value))}
          data={Array.from({ length: tried.result.pages ?? 1 }, (_, page) => ({
            value: String(page),
            label: `Page ${page + 1}`,
          }))}
        />
      )}
      {tried?.picture && (
        <>
          <Found {...{ tried, findings, look, selected, onSelect }} />
          <div className="try-slider">
            <span id="try-minimum">
              Show findings from score {look.minimum.toFixed(2)}. The verdict stays.
            </span>
            <Slider
              aria-labelledby="try-minimum"
              thumbLabel="Minimum score"
              min={0}
              max={1}
              step={0.01}
              label={null}
              value={look.minimum}
              onChange={(minimum) => onLook({ ...look, minimum })}
            />
          </div>
          <div className="try-switches">
            <SegmentedControl
              aria-label="Overlay"
              size="sm"
              value={look.overlay}
              onChange={(overlay) => onLook({ ...look, overlay: overlay as Overlay })}
              data={overlays.map((value) => ({ value, label: overlayWords[value] }))}
            />
            <Switch
              label="Scores"
              checked={look.scores}
              onChange={(event) => onLook({ ...look, scores: event.currentTarget.checked })}
            />
            <Switch
              label="A colour for each class"
              checked={look.colours}
              onChange={(event) => onLook({ ...look, colours: event.currentTarget.checked })}
            />
          </div>
        </>
      )}
      <div className="try-actions">
        <KeyButton look={tried ? 'plain' : 'primary'} keys="Ctrl+O" onClick={onChoose}>
          {tried ? 'Another picture' : 'Choose a picture'}
        </KeyButton>
        {tried?.picture && (
          <>
            <KeyButton keys="Ctrl+E" onClick={onSave}>
              Save annotated picture
            </KeyButton>
            {tried.result.id === undefined && (
              <Record key={`${tried.result.image} ${tried.page}`} onRecord={onRecord} />
            )}
          </>
        )}
        <span role="status" className="small">
          {saved}
        </span>
      </div>
    </>
  );
}

const waiting: Record<Exclude<TryState['phase'], 'done'>, string> = {
  empty: 'No picture yet. Its result will stand here.',
  judging: 'Judging…',
  failed: '',
};

interface FoundProps {
  readonly tried: Tried;
  readonly findings: readonly Finding[];
  readonly look: Look;
  readonly selected: number;
  readonly onSelect: (finding: number) => void;
}

function Found({ tried, findings, look, selected, onSelect }: FoundProps) {
  const { classes = [] } = tried.result;
  return (
    <section className="try-found">
      <h2 role="status">{countInWords(findings.length)}</h2>
      <ol aria-label="Findings">
        {findings.map((finding, i) => (
          <li key={`${finding.class} ${finding.box.join(' ')}`}>
            <button
              type="button"
              aria-pressed={i === selected}
              onClick={() => onSelect(i === selected ? -1 : i)}
            >
              <b>{i + 1}</b> {finding.class}
              {look.scores && <span>{finding.score.toFixed(2)}</span>}
            </button>
          </li>
        ))}
      </ol>
      {classes.length > 0 && (
        <dl aria-label="Classes">
          {classes
            .toSorted((a, b) => b.score - a.score)
            .slice(0, 5)
            .map(({ class: name, score }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{score.toFixed(3)}</dd>
              </div>
            ))}
        </dl>
      )}
    </section>
  );
}

function Record({ onRecord }: { onRecord: () => void }) {
  const [asked, setAsked] = useState(false);
  if (!asked) return <KeyButton onClick={() => setAsked(true)}>Record…</KeyButton>;
  return (
    <div className="try-record">
      <p>
        The file and its verdict go into this station’s record under your name. A record is never deleted.
      </p>
      <KeyButton look="primary" onClick={onRecord}>
        Record it
      </KeyButton>
      <KeyButton onClick={() => setAsked(false)}>Leave it</KeyButton>
    </div>
  );
}
