import { useRef, type PointerEvent } from 'react';
import type { SortedScores } from '../../../ml/evaluate/limits-at.ts';
import { words } from '../../words/words.ts';
import { Histogram } from './histogram.tsx';
import type { Handle, LimitPair } from './limits-draft.ts';

interface Props {
  readonly scores: SortedScores;
  readonly limits: LimitPair;
  /** Which one the arrows move. */
  readonly onHandle: (handle: Handle) => void;
  /** A drag begins: what follows is one step. */
  readonly onGrab: (handle: Handle) => void;
  readonly onDrag: (handle: Handle, to: number) => void;
}

/** Share of the axis that a zone needs for its word. */
const wordFits = 0.1;

/** The scores, and the two limits as handles upon them. A wheel does nothing here. */
export function Handles({ scores, limits, onHandle, onGrab, onDrag }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  const { pass, defect } = limits;
  const zones = [
    ['pass', pass],
    ['unsure', defect - pass],
    ['defect', 1 - defect],
  ] as const;
  const at = ({ clientX }: PointerEvent): number => {
    const { left, width } = place.current!.getBoundingClientRect();
    return (clientX - left) / width;
  };
  const handle = (name: Handle, word: string) => (
    <div
      role="slider"
      tabIndex={0}
      className={`limits-handle limits-handle-${name}`}
      style={{ left: `${100 * limits[name]}%` }}
      aria-label={name === 'pass' ? 'Pass limit' : 'Defect limit'}
      aria-valuemin={0}
      aria-valuemax={1}
      aria-valuenow={limits[name]}
      aria-valuetext={`${limits[name].toFixed(3)}: ${word}`}
      onFocus={() => onHandle(name)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = false;
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        if (!held.current) onGrab(name);
        held.current = true;
        onDrag(name, at(event));
      }}
    >
      <span>{limits[name].toFixed(3)}</span>
    </div>
  );
  return (
    <div className="limits-plot">
      <div className="limits-zones" aria-hidden>
        {zones.map(([verdict, share]) => (
          <span key={verdict} className={`limits-zone-${verdict}`} style={{ width: `${100 * share}%` }}>
            {share >= wordFits && <b>{words.verdicts[verdict]}</b>}
          </span>
        ))}
      </div>
      <div className="limits-place" ref={place}>
        <Histogram scores={scores} />
        {handle('pass', 'up to here pass')}
        {handle('defect', 'from here defect')}
      </div>
      <div className="limits-axis" aria-hidden>
        <span>0</span>
        <span>good above, defective below; score</span>
        <span>1</span>
      </div>
    </div>
  );
}
