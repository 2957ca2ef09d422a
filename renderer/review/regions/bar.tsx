import { KeyButton } from '../../components/key-button.tsx';
import type { Overlay } from '../../components/picture/picture.tsx';
import type { Command } from '../../keys/keymap.ts';
import { keepFocus } from '../../keys/keep-focus.ts';
import type { Tool } from './board.ts';
import type { DrawingOnDesk } from './use-drawing.ts';
import './regions.css';

const tools: Record<Tool, { readonly key: string; readonly name: string; readonly hint: string }> = {
  select: {
    key: 'S',
    name: 'Select',
    hint: 'S goes to the next region. Arrows move it, Ctrl+arrows size it, Del removes it',
  },
  box: { key: 'B', name: 'Box', hint: 'Arrows move the cross, Ctrl+arrows far. Enter sets a corner' },
  polygon: {
    key: 'V',
    name: 'Polygon',
    hint: 'Arrows move the cross. Enter sets a point; on the last or first point it closes',
  },
  mask: {
    key: 'M',
    name: 'Mask',
    hint: 'Enter puts the brush down and lifts it, Shift+Enter erases. Its size: , and .',
  },
};
const nothingToSelect = 'There is no region yet: B, V and M draw one, P takes over what the model found';

const overlayWords: Record<Overlay, string> = { findings: 'Findings', heatmap: 'Heat map', off: 'Nothing' };

interface Props {
  readonly drawing: DrawingOnDesk;
  readonly overlay: Overlay;
  readonly hidden: boolean;
  /** Why the heat map is not seen although it is on; empty: it is, or it is not on. */
  readonly heatNote: string;
  readonly onCommand: (command: Command) => void;
}

/** Under the picture: what can be drawn on it; while something is, what the keys do. */
export function DrawingBar({ drawing, overlay, hidden, heatNote, onCommand }: Props) {
  const { pen, sheet, proposals } = drawing;
  const marked = sheet?.drawing.regions.length ?? 0;
  const { box, polygon } = sheet?.drawing.begun ?? {};
  const begun = polygon ? 'A polygon is begun: V goes on' : box ? 'A box is begun: B goes on' : '';
  const along = marked === 1 ? '1 region goes' : `${marked} regions go`;
  if (pen.tool !== null) {
    const { name, hint } = tools[pen.tool];
    return (
      <div className="drawing-bar drawing-on" role="group" aria-label="Drawing" onMouseDown={keepFocus}>
        <b className="drawing-mode">{name.toUpperCase()}</b>
        <p data-testid="drawing-hint">
          {drawing.unkept || (pen.tool === 'select' && marked === 0 ? nothingToSelect : hint)}
        </p>
        <output className="drawing-place" aria-label="Cross" data-testid="drawing-place">
          {pen.at.x}, {pen.at.y}
        </output>
        <KeyButton keys="Esc" look="primary" onClick={() => drawing.act({ kind: 'leave' })}>
          Done
        </KeyButton>
      </div>
    );
  }
  return (
    <div className="drawing-bar" role="group" aria-label="Regions" onMouseDown={keepFocus}>
      {(Object.keys(tools) as Tool[]).map((tool) => (
        <KeyButton key={tool} keys={tools[tool].key} onClick={() => onCommand(`tool-${tool}`)}>
          {tools[tool].name}
        </KeyButton>
      ))}
      <KeyButton keys="P" disabled={proposals.length === 0} onClick={() => onCommand('take-over')}>
        Take over{proposals.length > 0 && ` ${proposals.length}`}
      </KeyButton>
      <p role="status" data-testid="drawing-state">
        {drawing.unkept || heatNote || begun || (marked > 0 && `${along} with the label`)}
      </p>
      {hidden ? (
        <KeyButton keys="H" look="chosen" onClick={() => onCommand('hide-overlay')}>
          Hidden
        </KeyButton>
      ) : (
        <KeyButton keys="O" onClick={() => onCommand('overlay')} label={`Overlay: ${overlayWords[overlay]}`}>
          {overlayWords[overlay]}
        </KeyButton>
      )}
    </div>
  );
}
