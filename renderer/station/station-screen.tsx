import { Title } from '@mantine/core';
import { useStation } from '../app/station.tsx';
import { AboutStation } from './about.tsx';
import { ApiTokens } from './api-tokens.tsx';
import { Folder } from './folder.tsx';
import { JournalHealth } from './journal-health.tsx';
import { Look } from './look.tsx';
import { People } from './people.tsx';
import './station.css';

/** What of the station can be seen and changed so far: people, look, journal health, versions. */
export function StationScreen() {
  const { me } = useStation();
  return (
    // It scrolls, so the keyboard must be able to stand in it.
    <main className="station" tabIndex={0}>
      <Title order={1} className="page-title">
        Station
      </Title>
      <div className="station-sections">
        <People />
        <Look key={me?.id} />
        {me?.role === 'admin' && <Folder />}
        {me?.role === 'admin' && <ApiTokens />}
        <JournalHealth />
        <AboutStation />
      </div>
    </main>
  );
}
