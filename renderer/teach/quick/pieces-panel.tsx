import { Alert, Progress, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { placements, type QuickTeach } from '../../../electron/contract/quick-teach.ts';
import { KeyButton } from '../../components/key-button.tsx';
import { PieceGrid } from './piece-grid.tsx';
import { countWords, neededWords, progressWords } from './quick-words.ts';

type Placement = (typeof placements)[number];

interface Props {
  readonly state: QuickTeach;
  readonly selected: string | null;
  readonly same: number | null;
  readonly placement: Placement;
  readonly onSelect: (image: string | null) => void;
  readonly onPlacement: (placement: Placement) => void;
  readonly onRemove: () => void;
  readonly onPutBack: () => void;
  readonly onStartAnew: () => void;
  readonly onCancel: () => void;
}

const placementWords: Readonly<Record<Placement, string>> = {
  fixture: 'In a fixture',
  loose: 'Loosely, either way round',
};

/** The pieces, what may be done with them, and how their training goes. */
export function PiecesPanel(props: Props) {
  const { state, selected, same, placement } = props;
  const { pieces, removed, model } = state;
  const number = pieces.findIndex(({ image }) => image === selected) + 1;
  return (
    <div className="quick-said">
      <p>
        <b>{countWords(pieces.length)}</b>
        <br />
        <span className="small">{neededWords(pieces.length)}</span>
      </p>
      <PieceGrid {...{ pieces, selected, same }} onSelect={props.onSelect} />
      <div className="quick-row">
        <KeyButton keys="Del" disabled={pieces.length === 0} onClick={props.onRemove}>
          {number > 0 ? `Remove piece ${number}` : 'Remove last'}
        </KeyButton>
        <KeyButton keys="Ctrl+Z" disabled={removed === null} onClick={props.onPutBack}>
          Put back
        </KeyButton>
        <StartAnew count={pieces.length} onSure={props.onStartAnew} />
      </div>
      {model.state === 'training' ? (
        <div className="quick-training" role="group" aria-label="Training">
          <p role="status">{progressWords(model)}</p>
          <Progress
            value={model.total === 0 ? 0 : (100 * model.done) / model.total}
            aria-label="Share of this part that is done"
          />
          <KeyButton onClick={props.onCancel}>Cancel training</KeyButton>
        </div>
      ) : (
        <div className="quick-lie">
          <span id="quick-lie">Pieces lie</span>
          <SegmentedControl
            aria-labelledby="quick-lie"
            value={placement}
            onChange={props.onPlacement}
            data={placements.map((value) => ({ value, label: placementWords[value] }))}
          />
        </div>
      )}
      {model.state === 'failed' && (
        <Alert>
          Training failed: {model.why}. No model was made; the pieces are all there. Train again; if it stays,
          call an admin.
        </Alert>
      )}
    </div>
  );
}

/** Forgetting the pieces asks, in its own place. */
function StartAnew({ count, onSure }: { count: number; onSure: () => void }) {
  const [asking, setAsking] = useState(false);
  if (!asking || count === 0)
    return (
      <KeyButton disabled={count === 0} onClick={() => setAsking(true)}>
        Start anew
      </KeyButton>
    );
  return (
    <span className="quick-sure" role="group" aria-label={`Forget ${count} pieces?`}>
      <KeyButton
        look="outlined"
        onClick={() => {
          setAsking(false);
          onSure();
        }}
      >
        Forget {count} pieces
      </KeyButton>
      <KeyButton onClick={() => setAsking(false)}>Keep them</KeyButton>
    </span>
  );
}
