import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { defaultPolicy } from '../../ml/sample/policy.ts';
import type { Client } from '../../electron/contract/client.ts';
import type { Settings } from '../../electron/contract/settings.ts';
import type { Status } from '../../electron/contract/station.ts';
import type { Person } from '../../electron/contract/people.ts';
import type { Connection, Host } from '../host.ts';

export type About = Awaited<ReturnType<Client['station']['about']>>;

/** The station as the screens see it. What is not known yet, or no more, is null. */
export interface Station {
  readonly host: Host;
  readonly connection: Connection;
  readonly client: Client | null;
  readonly about: About | null;
  readonly status: Status | null;
  readonly settings: Settings;
  readonly me: Person | null;
  readonly setMe: (person: Person) => void;
  readonly setSettings: (settings: Settings) => void;
}

/** Until the station has said its own; the same as a new station's. */
export const defaultSettings: Settings = {
  diskFloorBytes: 2_000_000_000,
  judgeLimitMs: 5000,
  idRequired: 'tray',
  retireSeconds: 30,
  idleSeconds: 300,
  sound: true,
  theme: 'dark',
  textSize: 100,
  pedalKey: 'F13',
  scanGapMs: 50,
  scanEnd: 'any',
  scanSeparator: false,
  folderPath: '',
  folderMode: 'stepped',
  samplePolicy: defaultPolicy,
  reviewRoles: {},
  registryFolder: '',
  registryUrl: '',
  registryCaFile: '',
  registryBytesPerSecond: null,
  promotionGate: null,
  promotionMargin: 0.02,
};

const StationContext = createContext<Station | null>(null);

export function useStation(): Station {
  const station = useContext(StationContext);
  if (station === null) throw new Error('there is no <StationProvider> above this component');
  return station;
}

export function StationProvider({ host, children }: { host: Host; children: ReactNode }) {
  const connection = useSyncExternalStore(host.subscribe, host.connection);
  const { client } = connection;
  const [about, setAbout] = useState<About | null>(null);
  const [status, setStatus] = useState<Status | null>(null);
  const [settings, setSettings] = useState(defaultSettings);
  const [me, setMe] = useState<Person | null>(null);

  useEffect(() => {
    if (client === null) return;
    const gone = new AbortController();
    const { signal } = gone;
    // A line that breaks here ends in `connection`, which every screen shows; nothing more is to be said.
    const quietly = (work: Promise<unknown>) => work.catch(() => undefined);
    void quietly(client.station.about(undefined, { signal }).then(setAbout));
    void quietly(client.station.settings(undefined, { signal }).then(setSettings));
    void quietly(client.people.me(undefined, { signal }).then(setMe));
    void quietly(
      (async () => {
        for await (const next of await client.station.status(undefined, { signal })) setStatus(next);
      })(),
    );
    return () => {
      gone.abort();
      setStatus(null);
    };
  }, [client]);

  const remember = useCallback((person: Person) => setMe(person), []);
  const value = useMemo(
    () => ({ host, connection, client, about, status, settings, me, setMe: remember, setSettings }),
    [host, connection, client, about, status, settings, me, remember],
  );
  return <StationContext value={value}>{children}</StationContext>;
}
