import { trainingAnswers, type TrainingAnswers, type TrainingAsks } from '../../contract/training.ts';
import type { Platform } from '../platform.ts';
import { openLink, WorkerRefusal } from '../worker-link.ts';

export type Library =
  | { readonly library: 'ready'; readonly engine: string }
  | { readonly library: 'missing'; readonly todo: string };

const limitMs = 60_000;
const memoryBytes = 2_000_000_000;

/**
 * Looks whether classifiers can be trained on this machine, in a process of its own. What was found is not looked for again; what is
 * missing may be brought while the station runs.
 * @throws WorkerFault
 */
export function createLibraryLook(platform: Pick<Platform, 'spawn' | 'clock'>): () => Promise<Library> {
  let found: Library | undefined;
  const look = async (): Promise<Library> => {
    const link = openLink<TrainingAsks, TrainingAnswers>(platform, 'training', trainingAnswers, memoryBytes);
    try {
      const { engine } = await link.request('look', {}, limitMs);
      return (found = { library: 'ready', engine });
    } catch (error) {
      if (!(error instanceof WorkerRefusal)) throw error;
      return { library: 'missing', todo: missingLibrary };
    } finally {
      link.kill();
    }
  };
  let looking: Promise<Library> | undefined;
  return async () => found ?? (looking ??= look().finally(() => (looking = undefined)));
}

export const missingLibrary =
  'TensorFlow’s library is missing on this machine: anomaly models can be trained, classifiers cannot. `npx loupe setup training` brings it.';
