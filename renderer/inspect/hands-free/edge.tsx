import { useEffect, useRef, useState } from 'react';
import { KeyButton } from '../../components/key-button.tsx';
import type { Phase } from './placement.ts';
import './edge.css';

/** What the technician is to do now. */
const asks: Record<Phase, string> = {
  learning: 'Keep the bench clear',
  empty: 'Place a piece',
  moving: 'Hands away',
  placed: 'Inspecting',
  judged: 'Lift the piece',
  unknown: 'Clear the bench',
};
const calmMs = 500;

interface Props {
  /** Null while hands-free is off. */
  readonly phase: Phase | null;
  readonly onToggle: () => void;
}

/** The switch of hands-free mode on the picture; while it is on, the picture's edge, and what is to be done next. */
export function HandsFreeEdge({ phase, onToggle }: Props) {
  const calm = useCalm(phase);
  return (
    <>
      {phase !== null && <div className="hands-free" data-phase={phase} />}
      <KeyButton
        className="hands-free-switch"
        look={phase === null ? 'plain' : 'chosen'}
        keys="Shift+F2"
        onClick={onToggle}
      >
        {phase === null ? 'Hands-free' : 'HANDS-FREE'}
        {phase !== null && calm !== null && <span className="hands-free-asks">{asks[calm]}</span>}
      </KeyButton>
    </>
  );
}

/** The newest value, which changes twice a second at most. */
function useCalm<T>(value: T): T {
  const [calm, setCalm] = useState(value);
  const changedAt = useRef(-Infinity);
  useEffect(() => {
    const wait = Math.max(0, changedAt.current + calmMs - performance.now());
    const timer = setTimeout(() => {
      changedAt.current = performance.now();
      setCalm(() => value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value]);
  return calm;
}
