import type { Ref } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import { PreviewsProvider, usePreview } from '../../datasets/pictures/use-previews.tsx';
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
      <PreviewsProvider client={client}>
        <ul>
          {shown.map((id) => (
            <li key={id}>
              <Tile id={id} row={rows?.get(id)} />
            </li>
          ))}
        </ul>
      </PreviewsProvider>
      {count > shown.length && <p>and {(count - shown.length).toLocaleString('en')} more</p>}
    </section>
  );
}

function Tile({ id, row }: { id: string; row: InspectionRow | undefined }) {
  const { sha256, page = 0 } = row?.image ?? {};
  const shown = usePreview('picture', sha256 === undefined ? null : { image: sha256, page: page + 1 });
  return (
    <a href={`#/history/${id}`}>
      {shown?.state === 'ready' ? (
        <img src={shown.url} alt="" />
      ) : (
        <span className="mistakes-none">
          {shown?.state === 'missing'
            ? 'Image missing on disk'
            : row
              ? ''
              : 'Older than the lists of this screen'}
        </span>
      )}
      <span>
        {numberOf(id)}
        {row && ` · ${words.verdicts[row.verdict]} · label: ${reviewState(row)}`}
      </span>
    </a>
  );
}
