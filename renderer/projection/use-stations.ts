import { useLiveQuery } from 'dexie-react-hooks';
import { useProjection, useReadable } from './hooks.ts';
import type { Store } from './store.ts';

/** Whose inspections there are. */
export interface Stations {
  /** Those that have inspections here: this one first, the others by name. */
  readonly ids: readonly string[];
  /** There are inspections of other stations: each says whose it is. */
  readonly several: boolean;
  /** This station's id; undefined while the lists may not be read. A desk that has no inspections may still have said something. */
  readonly own: string | undefined;
  /** As the admin called it who trusted its key, else the beginning of its id. */
  readonly nameOf: (station: string) => string;
}

const alone: Stations = { ids: [], several: false, own: undefined, nameOf: (station) => station.slice(0, 8) };

/** Those of the lists; while they may not be read, none. */
export function useStations(): Stations {
  const { store } = useProjection();
  const readable = useReadable();
  const read = useLiveQuery(() => (readable ? readStations(store) : null), [store, readable]);
  if (!read) return alone;
  const nameOf = (station: string) =>
    station === read.own ? 'This station' : (read.names.get(station) ?? alone.nameOf(station));
  const others = read.ids.filter((id) => id !== read.own);
  return {
    ids: [
      ...read.ids.filter((id) => id === read.own),
      ...others.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b))),
    ],
    several: others.length > 0,
    own: read.own,
    nameOf,
  };
}

const prefix = 'station:';

async function readStations(store: Store) {
  const [cursors, counters] = await Promise.all([
    store.cursors.toArray(),
    store.counters.where('key').startsWith(prefix).primaryKeys(),
  ]);
  return {
    own: cursors.find(({ other }) => !other)?.station,
    ids: counters.map((key) => key.slice(prefix.length)),
    names: new Map(cursors.flatMap(({ station, name }) => (name ? [[station, name] as const] : []))),
  };
}
