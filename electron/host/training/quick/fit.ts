import type { Frame } from '../../../../ml/image/frame.ts';
import type { PackageFiles } from '../../../../ml/package/files.ts';
import { fitAnswers, type FitAnswers, type FitAsks, type madeSchema } from '../../../contract/fit.ts';
import { fitStages, type FitStage } from '../../../contract/quick-teach.ts';
import type { Platform } from '../../platform.ts';
import { openLink } from '../../worker-link.ts';
import type { z } from 'zod';

/** A fitted model with the files of its package, which still has no name. */
export interface Fitted extends Omit<z.infer<typeof madeSchema>, 'files'> {
  readonly files: PackageFiles;
}

export interface FitProgress {
  readonly stage: FitStage;
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
}

export interface FitOptions {
  readonly onProgress: (progress: FitProgress) => void;
  /** Ends the fit at once, by ending its process. */
  readonly signal: AbortSignal;
}

/** Between two looks at a fit. */
const lookMs = 250;
/** A picture to the worker, or what it does between two looks; a machine under load may hold it up. */
const limitMs = 120_000;
const memoryBytes = 3_000_000_000;

/** Shares of the time that the stages take, measured on 24 pictures of 1280 × 720. */
const shares: Readonly<Record<FitStage, number>> = {
  pictures: 0.06,
  filters: 0.03,
  statistics: 0.66,
  model: 0.03,
  thresholds: 0.06,
  golden: 0.16,
};

/** Share of a fit that is done. */
export function shareDone({ stage, done, total }: Omit<FitProgress, 'secondsLeft'>): number {
  const before = fitStages.slice(0, fitStages.indexOf(stage)).reduce((sum, one) => sum + shares[one], 0);
  return before + shares[stage] * (total === 0 ? 0 : done / total);
}

/**
 * Fits in a process of its own, which may die without harm; this thread only waits.
 * @throws WorkerFault, WorkerRefusal; whatever reading a picture throws; the signal's reason
 */
export async function fitPieces(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  ask: FitAsks['fitBegin'],
  pictures: readonly (() => Promise<Frame>)[],
  { onProgress, signal }: FitOptions,
): Promise<Fitted> {
  signal.throwIfAborted();
  const link = openLink<FitAsks, FitAnswers>(platform, 'inference', fitAnswers, memoryBytes);
  const stop = () => link.kill();
  signal.addEventListener('abort', stop);
  try {
    await link.request('fitBegin', ask, limitMs);
    for (const [i, read] of pictures.entries()) {
      onProgress({ stage: 'pictures', done: i, total: pictures.length, secondsLeft: null });
      await link.request('fitPicture', { frame: await read() }, limitMs);
    }
    const began = platform.clock.monotonic();
    for (;;) {
      const { made, ...at } = await link.request('fitAdvance', { ms: lookMs }, limitMs);
      const [share, seconds] = [shareDone(at), (platform.clock.monotonic() - began) / 1000];
      onProgress({ ...at, secondsLeft: share < 0.1 ? null : (seconds * (1 - share)) / share });
      if (made === undefined) continue;
      const files = new Map<string, Uint8Array>();
      // One by one: a message with all of them would hold this thread up.
      for (const path of made.files)
        files.set(path, (await link.request('fitFile', { path }, limitMs)).bytes);
      return { ...made, files };
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    link.kill();
  }
}
