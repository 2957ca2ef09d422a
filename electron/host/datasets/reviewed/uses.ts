import type { Entry } from '../../../../ml/dataset/dataset.ts';
import type { EventOf } from '../../../contract/events.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { eventsAfter } from '../../journal/events-after.ts';
import type { Journal } from '../../journal/journal.ts';
import { sequential } from '../../sequential.ts';
import type { Versions } from '../versions.ts';

/** A dataset that holds an inspection's picture as a sample. */
export interface Use {
  readonly dataset: { readonly name: string; readonly hash: string; readonly frozen: boolean };
  readonly split: NonNullable<Entry['split']> | 'unsplit';
  readonly packages: { run: string; name: string; version: number; sha256: string }[];
}

/** What became of datasets, as the journal has it: which were frozen, what they took, and what was trained on them. */
export interface Uses {
  /** In the order of the journal. Versions that are no longer stored are not among them. */
  usedIn(inspection: string): Promise<Use[]>;
  /** The line up to which everything that was reviewed is in a dataset of this name, or was left out of it; 0 before the first. */
  takenUpTo(name: string): Promise<number>;
}

export function createUses({
  journal,
  versions,
}: {
  readonly journal: Pick<Journal, 'read' | 'head'>;
  readonly versions: Pick<Versions, 'find' | 'read'>;
}): Uses {
  const alone = sequential();
  const frozen = new Set<string>();
  const taken = new Map<string, number>();
  /** By the hash of the dataset, in the order in which the journal first names it. */
  const trained = new Map<string, EventOf<'training.ended'>['data'][]>();
  /** The side of each sample of a version, by inspection. A version never changes. */
  const sides = new Map<string, ReadonlyMap<string, Use['split']>>();
  let read = 0;

  const catchUp = async (): Promise<void> => {
    const about = (line: string) => /"kind":"(dataset\.frozen|training\.ended)"/.test(line);
    for await (const event of eventsAfter(journal, read, about)) {
      read = event.seq;
      if (event.kind === 'dataset.frozen') {
        const { name, sha256, samples } = event.data;
        frozen.add(sha256);
        if (!trained.has(sha256)) trained.set(sha256, []);
        taken.set(name, Math.max(taken.get(name) ?? 0, samples?.upTo ?? 0));
      } else if (event.kind === 'training.ended') {
        const { dataset } = event.data;
        trained.set(dataset, [...(trained.get(dataset) ?? []), event.data]);
      }
    }
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
    takenUpTo: (name) =>
      alone(async () => {
        await catchUp();
        return taken.get(name) ?? 0;
      }),
    usedIn: (inspection) =>
      alone(async () => {
        await catchUp();
        const uses: Use[] = [];
        for (const [hash, runs] of trained) {
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
