import type { ReactNode } from 'react';
import './choices.css';

interface Props {
  readonly name: ReactNode;
  /** A word that sets it apart: in use, frozen. */
  readonly badge?: string | null;
  readonly chosen: boolean;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
  /** What tells it from the others, in a line or two. */
  readonly children: ReactNode;
}

/** One of several things to choose from. A list of them is `.choices`; one beside what is chosen is `.choices-beside`. */
export function Choice({ name, badge, chosen, disabled = false, onChoose, children }: Props) {
  return (
    <button type="button" className="choice" aria-pressed={chosen} disabled={disabled} onClick={onChoose}>
      <b>{name}</b>
      {badge && <b className="badge">{badge}</b>}
      <span>{children}</span>
    </button>
  );
}
