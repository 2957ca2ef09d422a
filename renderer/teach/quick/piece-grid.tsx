import { piecesWanted, type Piece } from '../../../electron/contract/quick-teach.ts';
import { useStation } from '../../app/station.tsx';
import { usePreview } from '../../components/picture/use-preview.ts';
import { timeOf } from '../../words/words.ts';

interface Props {
  readonly pieces: readonly Piece[];
  /** SHA-256 of the one that Del removes; null: the last. */
  readonly selected: string | null;
  /** Number of the piece that the last capture equals. */
  readonly same: number | null;
  readonly onSelect: (image: string | null) => void;
}

/** The captured pieces, each in the cell of its number. */
export function PieceGrid({ pieces, selected, same, onSelect }: Props) {
  return (
    <ol className="quick-grid" aria-label="Captured pieces">
      {Array.from({ length: Math.max(piecesWanted, pieces.length) }, (_, i) => {
        const piece = pieces[i];
        return (
          <li key={piece?.image ?? i} className="quick-cell">
            {piece === undefined ? (
              <span aria-hidden>{i + 1}</span>
            ) : (
              <PieceCell
                {...{ piece, number: i + 1, same: same === i + 1 }}
                selected={selected === piece.image}
                onSelect={() => onSelect(selected === piece.image ? null : piece.image)}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}

interface CellProps {
  readonly piece: Piece;
  readonly number: number;
  readonly selected: boolean;
  readonly same: boolean;
  readonly onSelect: () => void;
}

function PieceCell({ piece, number, selected, same, onSelect }: CellProps) {
  const { client } = useStation();
  const { url, failed } = usePreview(client, { sha256: piece.image }, 240);
  return (
    <button
      type="button"
      aria-pressed={selected}
      aria-label={`Piece ${number}, captured ${timeOf(piece.at)}${same ? ', same view' : ''}`}
      data-same={same || undefined}
      onClick={onSelect}
    >
      {url !== null && <img src={url} alt="" draggable={false} />}
      {failed && <span className="quick-cell-gone">Picture missing</span>}
      <b>{number}</b>
    </button>
  );
}
