import type { EngineRecord, Provider } from '../../contract/inference.ts';
import type { Platform } from '../platform.ts';
import { loadLimits, startInferenceWorker } from './inference-worker.ts';
import type { Model } from './model.ts';
import { prepare, type Proven } from './prepare.ts';

/** What a trial may take. */
export interface TrialLimits {
  readonly ms: number;
  readonly bytes: number;
}

/**
 * Loads a model and runs its golden cases in a process that is thrown away afterwards, under limits of time and memory.
 * @returns what ran it
 * @throws Error with what went wrong, in words
 */
export async function trial(
  platform: Pick<Platform, 'spawn' | 'clock' | 'log'>,
  model: Model,
  providers: readonly Provider[],
  threads: number,
  limits: TrialLimits = loadLimits,
  proven?: Proven,
): Promise<EngineRecord> {
  const worker = startInferenceWorker(platform, limits.bytes);
  const timer = platform.clock.setTimeout(() => worker.kill(), limits.ms);
  try {
    return await prepare(worker, model, providers, threads, platform, proven);
  } finally {
    timer.cancel();
    worker.kill();
  }
}
