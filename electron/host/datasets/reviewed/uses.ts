import type { Entry } from '../../../../ml/dataset/dataset.ts';
import type { EventOf } from '../../../contract/events.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { eventsAfter } from '../../journal/events-after.ts';
import type { Journals } from '../../journal/journals.ts';
import type { UpTo } from '../../samples/samples.ts';
import { sequential } from '../../sequential.ts';
import type { Versions } from '../versions.ts';

/** A dataset that holds an inspection's picture as a sample. */
export interface Use {
  readonly dataset: { readonly name: string; readonly hash: string; readonly frozen: boolean };
  readonly split: NonNullable<Entry['split']> | 'unsplit';
  readonly packages: { run: string; name: string; version: number; sha256: string }[];
}

/** Everything that was reviewed up to these lines is in a dataset, was left out of it, or waits for its picture. */
export interface Taken {
  readonly upTo: UpTo;
  /** Inspections whose pictures were still at their stations. */
  readonly waiting: ReadonlySet<string>;
}

/** What became of datasets, as the journals have it: which were frozen, what they took, and what was trained on them. */
export interface Uses {
  /** In the order of the journals, this station's own first. Versions that are no longer stored are not among them. */
  usedIn(inspection: string): Promise<Use[]>;
  /** How far a dataset of this name has gone through all that was reviewed; nothing before the first. */
  taken(name: string): Promise<Taken>;
}

type Told = EventOf<'dataset.frozen'> | EventOf<'training.ended'>;

export function createUses({
  journals,
  versions,
}: {
  readonly journals: Pick<Journals, 'own' | 'all'>;
  readonly versions: Pick<Versions, 'find' | 'read'>;
}): Uses {
  const alone = sequential();
  const own = journals.own.stationId;
  /** What each journal says of datasets, in its order; a dataset has the same hash wherever it is. */
  const told = new Map<string, Told[]>();
  const read = new Map<string, number>();
  /** The side of each sample of a version, by inspection. A version never changes. */
  const sides = new Map<string, ReadonlyMap<string, Use['split']>>();

  const about = (line: string) => /"kind":"(dataset\.frozen|training\.ended)"/.test(line);
  const catchUp = async (): Promise<void> => {
    for (const journal of journals.all()) {
      const { stationId } = journal;
      const events = told.get(stationId) ?? [];
      told.set(stationId, events);
      for await (const event of eventsAfter(journal, read.get(stationId) ?? 0, about)) {
        read.set(stationId, event.seq);
        if (event.kind === 'dataset.frozen' || event.kind === 'training.ended') events.push(event);
      }
    }
  };
  const frozenHere = () =>
    (told.get(own) ?? []).flatMap((event) => (event.kind === 'dataset.frozen' ? event.data : []));
  /** What was trained here or at another station, by the hash of the dataset: first those that were frozen or trained on here. */
  const trained = (): Map<string, EventOf<'training.ended'>['data'][]> => {
    const runs = new Map<string, EventOf<'training.ended'>['data'][]>();
    for (const [station, events] of told)
      for (const { kind, data } of events)
        if (kind === 'training.ended') runs.set(data.dataset, [...(runs.get(data.dataset) ?? []), data]);
        else if (station === own && !runs.has(data.sha256)) runs.set(data.sha256, []);
    return runs;
  };

  /** Null for a version that is no longer stored. */
  const nameOf = (hash: string): string | null => {
    try {
      return versions.find(hash).name;
    } catch (error) {
      if (error instanceof LoupeError && error.code === 'not-found') return null;
      throw error;
    }
  };
  const sidesIn = async (hash: string): Promise<ReadonlyMap<string, Use['split']>> => {
    const known = sides.get(hash);
    if (known) return known;
    const found = new Map<string, Use['split']>();
    for (const { source, split = 'unsplit' } of (await versions.read(hash)).entries)
      if (source !== undefined) found.set(source, split);
    sides.set(hash, found);
    return found;
  };

  return {
    taken: (name) =>
      alone(async () => {
        await catchUp();
        const samples = frozenHere().flatMap((one) => (one.name === name ? (one.samples ?? []) : []));
        const whole = samples.filter(({ upTo }) => upTo !== null);
        const upTo = whole.map(({ upTo: line, others }) => ({ ...others, ...(line && { [own]: line }) }));
        return { upTo: Object.assign({}, ...upTo) as UpTo, waiting: new Set(whole.at(-1)?.waiting) };
      }),
    usedIn: (inspection) =>
      alone(async () => {
        await catchUp();
        const uses: Use[] = [];
        const frozen = new Set(frozenHere().map(({ sha256 }) => sha256));
        for (const [hash, runs] of trained()) {
          const name = nameOf(hash);
          const split = name === null ? undefined : (await sidesIn(hash)).get(inspection);
          if (name === null || split === undefined) continue;
          uses.push({
            ...{ dataset: { name, hash, frozen: frozen.has(hash) }, split },
            packages: runs.flatMap(({ run, package: made }) => (made ? [{ run, ...made }] : [])),
          });
        }
        return uses;
      }),
  };
}
