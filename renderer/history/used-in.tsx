import { useStation } from '../app/station.tsx';
import { useAsked } from '../client/use-asked.ts';

/** Which datasets learnt from an inspection's picture, or were judged by it, and the packages that came of them; for whoever may see datasets. */
export function UsedIn({ id }: { id: string }) {
  const { me } = useStation();
  const may = me !== null && me.role !== 'technician';
  const { value: uses } = useAsked(may ? id : null, (client, signal) =>
    client.samples.usedIn({ inspection: id }, { signal }),
  );
  if (!uses?.length) return null;
  return (
    <ul className="history-used">
      {uses.map(({ dataset, split, packages }) => (
        <li key={dataset.hash}>
          {split === 'test' ? 'Tests models in' : 'Went into'}{' '}
          <a href={`#/datasets/${dataset.name}`}>{dataset.name}</a> {dataset.hash.slice(0, 8)}…
          {split !== 'unsplit' && ` (${split})`}
          {packages.map(({ name, version }) => ` → package ${name} v${version}`).join('')}
        </li>
      ))}
    </ul>
  );
}
