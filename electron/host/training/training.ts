import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import type { TrainingDetail, TrainingRun, startTrainingSchema } from '../../contract/training-runs.ts';
import type { z } from 'zod';
import { createLatest } from '../latest.ts';
import type { Platform } from '../platform.ts';
import { createLibraryLook, type Library } from './library.ts';

/** Training runs: one at a time, the others wait. Every call that names a run throws LoupeError `not-found` for one that is not there. */
export interface Training {
  library(): Promise<Library>;
  list(): readonly TrainingRun[];
  follow(signal: AbortSignal | undefined): AsyncGenerator<readonly TrainingRun[], void>;
  get(run: string): Promise<TrainingDetail>;
  /** @throws LoupeError `not-found` for a dataset, recipe or package that is not there */
  start(request: z.output<typeof startTrainingSchema>, by: Actor): Promise<string>;
  stop(run: string): Promise<void>;
  cancel(run: string): Promise<void>;
  remove(run: string): Promise<void>;
}

export function openTraining({
  platform,
}: {
  readonly platform: Pick<Platform, 'spawn' | 'clock'>;
}): Training {
  const runs = createLatest<readonly TrainingRun[]>([]);
  const missing = async (id: string): Promise<never> => {
    throw new LoupeError('not-found', { what: 'training run', id });
  };
  return {
    library: createLibraryLook(platform),
    list: () => runs.value,
    follow: (signal) => runs.follow(signal),
    get: missing,
    async start({ dataset }) {
      throw new LoupeError('not-found', { what: 'dataset', id: dataset });
    },
    stop: missing,
    cancel: missing,
    remove: missing,
  };
}
