import { Alert, Kbd, TextInput, Title } from '@mantine/core';
import { useRef, useState } from 'react';
import { useStation } from '../app/station.tsx';
import { useFollowed } from '../client/use-followed.ts';
import { KeyButton } from '../components/key-button.tsx';
import { useScreenKeys } from '../keys/use-keys.tsx';
import { sinceWords } from '../station/registry/registry-words.ts';
import { fault } from '../words/fault.ts';
import { inOneLine } from '../words/words.ts';
import { FleetTable, focusRow } from './fleet-table.tsx';
import { matching } from './fleet-words.ts';
import { StationDrawer } from './station-drawer.tsx';
import { useNow } from './use-now.ts';
import { watchFleet } from './watch-fleet.ts';
import './fleet.css';

interface Props {
  /** Whose drawer is open. */
  readonly station: string | null;
  readonly onStation: (id: string | null) => void;
  /** To where a registry is set. */
  readonly onRegistry: () => void;
}

/** Every station of the registry: who runs what, since when, and what an admin wants of it. */
export function FleetScreen({ station, onStation, onRegistry }: Props) {
  const { client, me } = useStation();
  const admin = me?.role === 'admin';
  const { value: fleet, failed } = useFollowed(admin ? client : null, watchFleet);
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const now = useNow();
  const all = fleet?.stations ?? [];
  const shown = matching(all, filter);
  const row = shown.find((one) => one.station === (station ?? chosen)) ?? shown[0];
  const open = all.find((one) => one.station === station) ?? null;
  const go = (id: string) => {
    setChosen(id);
    focusRow(id);
    if (station !== null) onStation(id);
  };
  const close = () => {
    onStation(null);
    if (station === null) return;
    setChosen(station);
    focusRow(station);
  };
  useScreenKeys({
    command(name) {
      if (name === 'filter') field.current?.select();
      else if (name === 'back') close();
      else if (row !== undefined && name === 'row-open') onStation(row.station);
      else if (row !== undefined && (name === 'row-up' || name === 'row-down')) {
        // The first press only goes to the list.
        const begun = chosen !== null || station !== null;
        const by = !begun ? 0 : name === 'row-up' ? -1 : 1;
        const next = shown[shown.indexOf(row) + by];
        if (next) go(next.station);
      }
    },
  });
  if (!admin)
    return (
      <main className="fleet">{me && <p>{inOneLine(fault('not-allowed', { needs: 'admin' }))}</p>}</main>
    );
  const alone = fleet !== null && all.length <= 1;
  return (
    <main className="fleet">
      <header className="fleet-head">
        <Title order={1} className="page-title">
          Fleet
        </Title>
        <TextInput
          ref={field}
          aria-label="Filter stations"
          placeholder="Name, id, model, new"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          rightSection={<Kbd size="xs">Ctrl+F</Kbd>}
          rightSectionWidth={60}
        />
        <p className="small" role="status">
          {fleet === null
            ? 'Asking the registry…'
            : fleet.asked === null
              ? ''
              : `As the registry said at ${sinceWords(fleet.asked, new Date(now))}; asked again every 30 s`}
        </p>
      </header>
      {failed !== null && <Alert>{inOneLine(failed)}</Alert>}
      {fleet !== null && fleet.problem !== null && (
        <Alert>
          The registry is not reached: {fleet.problem}. What is shown is what was known before. Nothing to do
          here: it is asked again by itself.
        </Alert>
      )}
      {all.length > 0 && (
        <FleetTable stations={shown} chosen={row?.station ?? null} now={now} onOpen={onStation} />
      )}
      {alone && (
        <div className="fleet-empty">
          {fleet.shared ? (
            <p>
              Only this station so far. Another one appears here a minute after the same registry was set in
              its Station.
            </p>
          ) : (
            <>
              <p>Only this station. Set a registry in Station</p>
              <KeyButton look="primary" onClick={onRegistry}>
                Set a registry
              </KeyButton>
            </>
          )}
        </div>
      )}
      {all.length > 1 && shown.length === 0 && (
        <p className="fleet-empty">Nothing matches. Clear the filter.</p>
      )}
      <StationDrawer key={open?.station} station={open} now={now} onClose={close} />
    </main>
  );
}
