import { KeyButton } from '../../components/key-button.tsx';
import { keepFocus } from '../../keys/keep-focus.ts';
import type { DrawingOnDesk } from './use-drawing.ts';

/** In place of the answers while something is drawn: here a digit gives a region its class and says nothing of the picture. */
export function RegionClasses({ drawing }: { drawing: DrawingOnDesk }) {
  const { classes, pen, sheet, act, proposals } = drawing;
  const chosen = sheet?.drawing.regions[sheet.chosen];
  const now = chosen?.class ?? pen.class;
  const known = classes.includes(now);
  return (
    <section className="review-answers" role="group" aria-label="Class of the region" onMouseDown={keepFocus}>
      <h2>
        {chosen ? `Class of region ${(sheet?.chosen ?? 0) + 1}` : 'Class of the next region'}
        {!known && `: ${now}`}
      </h2>
      {classes.map((name, i) => (
        <KeyButton
          key={name}
          keys={i < 9 ? String(i + 1) : undefined}
          look={name === now ? 'chosen' : 'plain'}
          onClick={() => act({ kind: 'class', name })}
        >
          {name}
        </KeyButton>
      ))}
      <p className="small">Digits label the picture again after Esc</p>
      <div className="region-keys">
        <KeyButton keys="Ctrl+Z" disabled={!sheet?.past.length} onClick={() => act({ kind: 'undo' })}>
          Undo
        </KeyButton>
        <KeyButton keys="Ctrl+Y" disabled={!sheet?.future.length} onClick={() => act({ kind: 'redo' })}>
          Again
        </KeyButton>
        <KeyButton keys="Del" disabled={!chosen} onClick={() => act({ kind: 'remove' })}>
          Remove
        </KeyButton>
        <KeyButton
          keys="P"
          disabled={proposals.length === 0}
          onClick={() => act({ kind: 'take-over', findings: proposals })}
        >
          Take over
        </KeyButton>
      </div>
      {pen.tool === 'mask' && (
        <>
          <p className="small">Brush: {2 * pen.radius} px across</p>
          <div className="region-keys">
            <KeyButton keys="," onClick={() => act({ kind: 'brush', by: -1 })}>
              Smaller
            </KeyButton>
            <KeyButton keys="." onClick={() => act({ kind: 'brush', by: 1 })}>
              Larger
            </KeyButton>
          </div>
        </>
      )}
    </section>
  );
}
