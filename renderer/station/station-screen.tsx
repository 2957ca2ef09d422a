import { Title } from '@mantine/core';
import { useStation } from '../app/station.tsx';
import { DraftBar } from './draft-bar.tsx';
import { sections, type SectionId } from './sections.tsx';
import './station.css';

interface Props {
  /** The section in the address; null or unknown: the first. */
  readonly section: string | null;
  readonly onSection: (id: SectionId) => void;
}

/** Set the station up once, change it knowingly (UI.md section 4). */
export function StationScreen({ section, onSection }: Props) {
  const { me } = useStation();
  const open = sections.filter(({ adminOnly }) => adminOnly !== true || me?.role === 'admin');
  const chosen = open.find(({ id }) => id === section) ?? open[0];
  if (chosen === undefined) return null;
  const walk = (event: React.KeyboardEvent<HTMLElement>) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = open[(open.indexOf(chosen) + by + open.length) % open.length];
    if (by === 0 || next === undefined) return;
    onSection(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-section="${next.id}"]`)?.focus();
  };
  return (
    <main className="station">
      <div className="station-list">
        <Title order={1} className="page-title">
          Station
        </Title>
        <nav aria-label="Sections" data-walks onKeyDown={walk}>
          {open.map(({ id, name }) => (
            <button
              key={id}
              type="button"
              data-section={id}
              aria-current={id === chosen.id ? 'true' : undefined}
              tabIndex={id === chosen.id ? 0 : -1}
              onClick={() => onSection(id)}
            >
              {name}
            </button>
          ))}
        </nav>
      </div>
      {/* It scrolls, so the keyboard must be able to stand in it. */}
      <div className="station-content" tabIndex={0} aria-label={chosen.name} role="region">
        <chosen.Content />
      </div>
      <DraftBar />
    </main>
  );
}
