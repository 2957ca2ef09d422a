import { type ReactNode, type Ref } from 'react';
import type { Inspection } from '../../electron/contract/inspection.ts';
import type { Disposition } from '../../electron/contract/events.ts';
import { KeyButton } from '../components/key-button.tsx';
import { words } from '../words/words.ts';
import { findingsOf, findingText } from './second-line.ts';
import type { Stage } from './stage.ts';
import './side.css';

/** The small picture: live while the big one is frozen, and what was judged last while the big one is live. */
export function SecondView({
  stage,
  tag,
  children,
}: {
  stage: Stage;
  tag: 'LIVE' | 'LAST' | null;
  children: ReactNode;
}) {
  return (
    <div className="second">
      <div className="second-view">
        <canvas ref={(canvas) => stage.attach('second', canvas)} data-testid="second-picture" />
        {tag === null ? (
          <span className="second-empty">The last picture stands here</span>
        ) : (
          <span className="second-tag">{tag}</span>
        )}
      </div>
      <div className="second-beside">{children}</div>
    </div>
  );
}

interface IdProps {
  readonly field: Ref<HTMLInputElement>;
  readonly value: string;
  readonly label: string;
  readonly required: boolean;
  readonly onChange: (text: string) => void;
  readonly onLeave: () => void;
}

/** What the next piece is. Enter accepts, Esc leaves; the key router says when. */
export function IdField({ field, value, label, required, onChange, onLeave }: IdProps) {
  return (
    <label className="id-field">
      <span className="small">
        {label}
        {required ? ' (required)' : ''}
      </span>
      <input
        ref={field}
        data-field="id"
        value={value}
        maxLength={120}
        autoComplete="off"
        spellCheck={false}
        placeholder="Scan, or F2 to type"
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={onLeave}
      />
      <kbd className="key-button-key">F2</kbd>
    </label>
  );
}

export function Findings({ inspection }: { inspection: Inspection | null }) {
  const list = inspection === null ? [] : findingsOf(inspection);
  return (
    // It scrolls, so the keyboard must be able to stand in it.
    <ol className="findings" aria-label="Findings" tabIndex={0}>
      {list.map((finding, i) => (
        <li key={`${i} ${finding.class}`}>
          <b>{i + 1}</b>
          <span>{findingText(finding)}</span>
          <span>{finding.score.toFixed(2)}</span>
        </li>
      ))}
      {list.length === 0 && <li className="small">{nothingFound(inspection)}</li>}
    </ol>
  );
}

function nothingFound(inspection: Inspection | null): string {
  if (inspection === null) return 'Findings stand here';
  const { verdict, reason, score, times } = inspection;
  // What was not judged has no score.
  if (verdict === 'no-result') return `No result (${reason ?? 'internal'})`;
  return `No findings · score ${score.toFixed(2)} · ${Math.round(times.judgeMs)} ms`;
}

const keys: readonly (readonly [Disposition, string])[] = [
  ['leave-to-qa', 'F4'],
  ['repair', 'F7'],
  ['re-clean', 'F8'],
  ['replace', 'F9'],
  ['discard', '⇧F9'],
];

interface DispositionProps {
  readonly enabled: boolean;
  readonly chosen: Disposition | null;
  readonly onChoose: (disposition: Disposition) => void;
}

/** What becomes of a piece that did not pass; never in the way of the next one. */
export function Dispositions({ enabled, chosen, onChoose }: DispositionProps) {
  return (
    <div className="dispositions" role="group" aria-label="Decision">
      {keys.map(([disposition, key]) => (
        <KeyButton
          key={disposition}
          keys={key}
          acts
          disabled={!enabled}
          look={chosen === disposition ? 'chosen' : disposition === 'discard' ? 'outlined' : 'plain'}
          onClick={() => onChoose(disposition)}
        >
          {words.dispositions[disposition]}
        </KeyButton>
      ))}
    </div>
  );
}
