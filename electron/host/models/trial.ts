import type { EngineRecord, Provider } from '../../contract/inference.ts';
import type { Platform } from '../platform.ts';
import { WorkerFault } from '../worker-link.ts';
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
 * @throws Error with what went wrong, in words; `lossOf` tells where it was only the time
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
  let late = false;
  const stop = () => {
    late = true;
    worker.kill();
  };
  const timer = platform.clock.setTimeout(stop, limits.ms);
  try {
    return await prepare(worker, model, providers, threads, platform, proven);
  } catch (error) {
    if (!late) throw error;
    throw new WorkerFault('timed-out', `its self-test took longer than ${limits.ms} ms`);
  } finally {
    timer.cancel();
    worker.kill();
  }
}
