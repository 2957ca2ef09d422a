import { useStation } from '../app/station.tsx';
import { Facts } from '../components/facts/facts.tsx';
import { Section } from './section.tsx';
import { Updates } from './updates.tsx';

/** Which station this is and what runs on it. */
export function AboutStation() {
  const { about, status } = useStation();
  const model = status?.model.active;
  const facts: readonly (readonly [string, string])[] = [
    ['Station', about?.stationId ?? '…'],
    ['Journal', about?.journalId ?? '…'],
    ['Loupe', about?.app ?? '…'],
    ['Runs on', about?.host ?? '…'],
    ['Storage format', about === null ? '…' : String(about.format)],
    ['Model', model ? `${model.name} v${model.version}` : 'none'],
    ['Model digest', model?.sha256 ?? '…'],
  ];
  return (
    <Section title="About">
      <Facts look="plain" of={facts} />
      <Updates />
    </Section>
  );
}
