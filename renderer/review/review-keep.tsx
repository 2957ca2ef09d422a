import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Person } from '../../electron/contract/people.ts';
import { useStation } from '../app/station.tsx';
import { useProjection } from '../projection/hooks.ts';
import type { Store } from '../projection/store.ts';
import { unsaved } from './session.ts';
import { createWork, unkeptOf, type Unkept, type Work } from './work.ts';

/** Everybody's work in this window. */
interface Works {
  of(station: string, me: Pick<Person, 'id' | 'name'>): Work;
  readonly all: () => readonly Work[];
  /** Changes whenever one of them does. */
  readonly version: () => number;
  readonly subscribe: (listener: () => void) => () => void;
}

function createWorks(store: Store): Works {
  const works = new Map<string, Work>();
  const listeners = new Set<() => void>();
  let version = 0;
  const changed = () => {
    version++;
    for (const listener of listeners) listener();
  };
  return {
    of(station, me) {
      const key = `${station} ${me.id}`;
      const work = works.get(key) ?? createWork(store, station, me);
      if (!works.has(key)) {
        works.set(key, work);
        work.subscribe(changed);
      }
      return work;
    },
    all: () => [...works.values()],
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const WorksContext = createContext<Works | null>(null);

function useWorks(): Works {
  const works = useContext(WorksContext);
  if (works === null) throw new Error('there is no <ReviewKeep> above this component');
  return works;
}

/** Keeps what people label for as long as the window is open: each one's labels go out under their own name, and nobody leaves unwarned. */
export function ReviewKeep({ children }: { children: ReactNode }) {
  const { client, me } = useStation();
  const { store } = useProjection();
  const [works] = useState(() => createWorks(store));
  const version = useSyncExternalStore(works.subscribe, works.version);
  const reviews = me !== null && me.role !== 'technician';
  useEffect(() => {
    for (const work of works.all()) work.labeller.reach(reviews && work.me.id === me.id ? client : null);
  }, [works, client, me, reviews]);
  const owed = works.all().some((work) => unsaved(work.session()) > 0);
  useEffect(() => {
    if (!owed) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [owed, version]);
  return <WorksContext value={works}>{children}</WorksContext>;
}

/** This person's work, as it was left. */
export function useWork(station: string, me: Pick<Person, 'id' | 'name'>): Work {
  const { client } = useStation();
  const works = useWorks();
  const [work] = useState(() => works.of(station, me));
  useEffect(() => work.labeller.reach(client), [work, client]);
  return work;
}

/** The gravest of what is not kept of anybody's labels; null where all is. @param reviewing Review is open: there its own line says so */
export function useUnkept(reviewing: boolean): Unkept | null {
  const { me } = useStation();
  const works = useWorks();
  useSyncExternalStore(works.subscribe, works.version);
  const unkept = works
    .all()
    .filter((work) => !(reviewing && work.me.id === me?.id))
    .flatMap((work) => unkeptOf(work.session(), work.me, work.me.id !== me?.id) ?? []);
  return unkept.find(({ level }) => level === 'fault') ?? unkept[0] ?? null;
}
