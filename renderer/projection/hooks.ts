import { Dexie } from 'dexie';
import { useLiveQuery } from 'dexie-react-hooks';
import { useContext, useSyncExternalStore } from 'react';
import { verdicts, type Verdict } from '../../ml/verdict/result.ts';
import { byOrder, type Change } from './change.ts';
import type { Progress } from './progress.ts';
import { ProjectionContext, type Projection } from './projection.ts';
import { keyOf, type InspectionRow } from './row.ts';
import type { Counter, Hour } from './store.ts';
import { hourKey } from './tally.ts';

// Live queries on the projection: `undefined` means not known yet. While the store is rebuilt the lists ask nothing, since every batch
// would make each of them run again.

export function useProjection(): Projection {
  const projection = useContext(ProjectionContext);
  if (!projection) throw new Error('there is no ProjectionContext above this component');
  return projection;
}

export function useProgress(): Progress {
  const { subscribe, progress } = useProjection();
  return useSyncExternalStore(subscribe, progress);
}

/** Whether lists may be read now. */
export function useReadable(): boolean {
  const { phase } = useProgress();
  return phase !== 'starting' && phase !== 'rebuilding';
}

/** The newest inspections of a station, by number. @param station null: not known yet */
export function useNewest(station: string | null, limit: number): readonly InspectionRow[] | undefined {
  const { store } = useProjection();
  const readable = useReadable();
  return useLiveQuery(async () => {
    if (!readable || station === null) return undefined;
    const its = store.inspections
      .where('[station+seq]')
      .between([station, Dexie.minKey], [station, Dexie.maxKey]);
    return its.reverse().limit(limit).toArray();
  }, [store, readable, station, limit]);
}

/** One inspection as it stands; null when the store has none of that id. */
export function useInspection(id: string | null): InspectionRow | null | undefined {
  const { store } = useProjection();
  const opened = useProgress().phase !== 'starting';
  return useLiveQuery(async () => {
    if (!opened) return undefined;
    return id === null ? null : ((await store.inspections.get(keyOf(id))) ?? null);
  }, [store, opened, id]);
}

/** Rows as they stand now, by id; for a list that keeps its order while labels arrive. */
export function useInspections(ids: readonly string[]): ReadonlyMap<string, InspectionRow> | undefined {
  const { store } = useProjection();
  const readable = useReadable();
  return useLiveQuery(async () => {
    if (!readable) return undefined;
    const rows = await store.inspections.bulkGet(ids.map(keyOf));
    return new Map(rows.flatMap((row) => (row ? [[row.id, row] as const] : [])));
  }, [store, readable, ids.join(' ')]);
}

/** Everything that was said about an inspection since, in order. */
export function useChanges(id: string | null): readonly Change[] | undefined {
  const { store } = useProjection();
  const opened = useProgress().phase !== 'starting';
  return useLiveQuery(async () => {
    if (!opened || id === null) return undefined;
    return (await store.changes.where('inspection').equals(id).toArray()).toSorted(byOrder);
  }, [store, opened, id]);
}

export interface Counts {
  /** Inspections in the store: the newest 200,000 at most. */
  readonly all: number;
  /** Waiting for review. */
  readonly open: number;
  /** Journal lines that were passed over because they are malformed. */
  readonly problems: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** By name. */
  readonly instruments: readonly { readonly name: string; readonly n: number }[];
  readonly packages: readonly { readonly name: string; readonly n: number }[];
}

export function useCounters(): Counts | undefined {
  const { store } = useProjection();
  const readable = useReadable();
  return useLiveQuery(
    async () => (readable ? countsOf(await store.counters.toArray()) : undefined),
    [store, readable],
  );
}

function countsOf(counters: readonly Counter[]): Counts {
  const of = new Map(counters.map(({ key, n }) => [key, n]));
  const named = (prefix: string) =>
    counters
      .filter(({ key }) => key.startsWith(prefix))
      .map(({ key, n }) => ({ name: key.slice(prefix.length), n }));
  return {
    all: of.get('all') ?? 0,
    open: of.get('open') ?? 0,
    problems: of.get('problems') ?? 0,
    verdicts: Object.fromEntries(verdicts.map((v) => [v, of.get(`verdict:${v}`) ?? 0])) as Record<
      Verdict,
      number
    >,
    instruments: named('instrument:'),
    packages: named('package:'),
  };
}

/** Inspections by hour, verdict and package, `from` to `to` (milliseconds since 1970), for charts. */
export function useHours(station: string, from: number, to: number): readonly Hour[] | undefined {
  const { store } = useProjection();
  const readable = useReadable();
  return useLiveQuery(async () => {
    if (!readable) return undefined;
    return store.hours
      .where('key')
      .between(hourKey(station, from), hourKey(station, to), true, true)
      .toArray();
  }, [store, readable, station, from, to]);
}
