import type { EventData } from '../../contract/events.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../platform.ts';
import { isoTime } from '../time.ts';
import type { DatasetStore } from './store.ts';
import type { Change, Version, Versions } from './versions.ts';

/** What the journal says of reviewed pictures when a version that holds some is frozen. */
export type FrozenSamples = NonNullable<EventData<'dataset.frozen'>['samples']>;

/** Versions that never change again. Callers change one dataset at a time. */
export interface Freezing {
  /** The version in force; one that is frozen already stays as it is. @throws LoupeError `not-found`, `conflict`, `not-written` */
  freeze(name: string, by: Actor, samples?: FrozenSamples): Promise<void>;
  /** Puts a change in force and freezes it; one that is not fit to be frozen is not made. @throws LoupeError as `freeze` does */
  freezeWith(change: Change, by: Actor, samples: FrozenSamples): Promise<void>;
}

export function createFreezing({
  store,
  versions,
  journal,
  clock,
}: {
  readonly store: DatasetStore;
  readonly versions: Versions;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
}): Freezing {
  const freeze: Freezing['freeze'] = async (name, by, samples) => {
    const { step, dataset, findings } = await versions.current(name);
    if (step.frozen) return;
    checkFit({ dataset, findings });
    const { hash, task, images, parent } = step;
    const classes = dataset.classes.map((one) => ({ ...one }));
    const frozen = { name, sha256: hash, parent, task, images, classes, ...(samples && { samples }) };
    await journal.append('dataset.frozen', frozen, by);
    await store.point(name, [
      ...store.steps(name).slice(0, -1),
      { ...step, frozen: true, at: isoTime(clock.now()), by: by.id, made: 'frozen' },
    ]);
  };
  return {
    freeze,
    async freezeWith(change, by, samples) {
      const { dataset } = change;
      checkFit({ dataset, findings: (await versions.check(dataset)).findings });
      await versions.put(change, by);
      await freeze(dataset.name, by, samples);
    },
  };
}

/** @throws LoupeError `conflict` */
function checkFit({ dataset, findings }: Pick<Version, 'dataset' | 'findings'>): void {
  const { name, entries } = dataset;
  if (entries.length === 0)
    throw new LoupeError('conflict', { what: `${name} has no pictures; there is nothing to freeze` });
  const blocking = findings.filter(({ severity }) => severity === 'blocks');
  if (blocking.length === 0) return;
  const named = blocking.map(({ check, count }) => `${check} (${count})`).join(', ');
  throw new LoupeError('conflict', {
    what: `${name} cannot be frozen while something blocks training: ${named}`,
  });
}
