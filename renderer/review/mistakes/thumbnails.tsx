import type { Ref } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import { usePreview } from '../../components/picture/use-preview.ts';
import { reviewState } from '../../history/words.ts';
import { useInspections } from '../../projection/hooks.ts';
import type { InspectionRow } from '../../projection/row.ts';
import { numberOf, words } from '../../words/words.ts';
import type { Group } from './mistakes.tsx';

/** The most that are shown at once; the others are counted. */
const mostShown = 120;

interface Props {
  readonly ref: Ref<HTMLElement>;
  readonly client: Client | null;
  readonly group: Group;
  readonly label: string;
}

/** The pictures of one group, the newest first; each opens in History. */
export function Thumbnails({ ref, client, group: { inspections, count }, label }: Props) {
  const shown = inspections.slice(0, mostShown);
  const rows = useInspections(shown);
  return (
    <section ref={ref} className="mistakes-pictures" aria-label={`Pictures: ${label}`} tabIndex={0}>
      <ul>
        {shown.map((id) => (
          <li key={id}>
            <Tile client={client} id={id} row={rows?.get(id)} />
          </li>
        ))}
      </ul>
      {count > shown.length && <p>and {(count - shown.length).toLocaleString('en')} more</p>}
    </section>
  );
}

function Tile({ client, id, row }: { client: Client | null; id: string; row: InspectionRow | undefined }) {
  const { url, failed } = usePreview(client, row?.image.sha256 ?? null, 240);
  return (
    <a href={`#/history/${id}`}>
      {url === null ? (
        <span className="mistakes-none">
          {failed ? 'Image missing on disk' : row ? '' : 'Older than the lists of this screen'}
        </span>
      ) : (
        <img src={url} alt="" />
      )}
      <span>
        {numberOf(id)}
        {row && ` · ${words.verdicts[row.verdict]} · label: ${reviewState(row)}`}
      </span>
    </a>
  );
}
