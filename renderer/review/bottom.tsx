import { KeyButton } from '../components/key-button.tsx';
import { useNames } from '../client/use-names.ts';
import type { Labeller } from './labeller.ts';
import { bottomLine, type Session } from './session.ts';

interface Props {
  readonly session: Session;
  readonly labeller: Labeller;
  /** Shows the picture that somebody labelled since. */
  readonly onOpen: () => void;
}

/** How labelling stands, and the way back. */
export function ReviewBottom({ session, labeller, onOpen }: Props) {
  const nameOf = useNames();
  return (
    <footer className="review-bottom">
      <p role="status" data-testid="review-line" className={session.stopped ? 'review-stopped' : undefined}>
        {bottomLine(session, nameOf)}
      </p>
      {session.refused && (
        <KeyButton keys="Enter" look="primary" onClick={onOpen}>
          Open it
        </KeyButton>
      )}
      {session.stopped && (
        <KeyButton keys="Esc" look="primary" onClick={labeller.resume}>
          Label on
        </KeyButton>
      )}
      <KeyButton keys="Z" onClick={labeller.undo}>
        Undo
      </KeyButton>
      <KeyButton keys="X" onClick={labeller.redo} disabled={session.undone.length === 0}>
        Again
      </KeyButton>
    </footer>
  );
}
