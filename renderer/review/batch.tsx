import type { Client } from '../../electron/contract/client.ts';
import { usePreview } from '../components/picture/use-preview.ts';
import { useInspections } from '../projection/hooks.ts';
import type { InspectionRow } from '../projection/row.ts';

/** The most that are labelled by one key. */
export const mostInBatch = 500;
/** The most previews that are shown at once; the others are counted. */
const mostShown = 60;

interface Props {
  readonly client: Client | null;
  readonly ids: readonly string[];
  readonly onDrop: (id: string) => void;
}

/** All pictures that the next key labels alike; a click on one leaves it out. */
export function Batch({ client, ids, onDrop }: Props) {
  const shown = ids.slice(0, mostShown);
  const rows = useInspections(shown);
  return (
    <section className="review-batch" aria-label="Selected pictures" tabIndex={0}>
      <p>
        {ids.length === 1 ? '1 picture is' : `${ids.length} pictures are`} selected. The next label is for
        {ids.length === 1 ? ' it' : ' all of them'}, and one undo takes it back. Esc leaves the selection
      </p>
      <ul>
        {shown.map((id) => {
          const row = rows?.get(id);
          return row && <Tile key={id} client={client} row={row} onDrop={() => onDrop(id)} />;
        })}
      </ul>
      {ids.length > mostShown && <p>and {ids.length - mostShown} more</p>}
    </section>
  );
}

function Tile({ client, row, onDrop }: { client: Client | null; row: InspectionRow; onDrop: () => void }) {
  const { url, failed } = usePreview(client, row.image, 240);
  return (
    <li>
      <button type="button" onClick={onDrop} aria-label={`Leave #${row.seq} out`}>
        {url === null ? (
          <span className="review-tile-note">{failed ? 'Image missing' : ''}</span>
        ) : (
          <img src={url} alt="" />
        )}
        <span>#{row.seq}</span>
      </button>
    </li>
  );
}
