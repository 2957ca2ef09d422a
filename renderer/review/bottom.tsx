import { KeyButton } from '../components/key-button.tsx';
import type { Labeller } from './labeller.ts';
import { bottomLine, type Session } from './session.ts';

/** How labelling stands, and the way back. */
export function ReviewBottom({ session, labeller }: { session: Session; labeller: Labeller }) {
  return (
    <footer className="review-bottom">
      <p role="status" data-testid="review-line" className={session.stopped ? 'review-stopped' : undefined}>
        {bottomLine(session)}
      </p>
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
