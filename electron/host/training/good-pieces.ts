import type { Frame } from '../../../ml/image/frame.ts';
import type { FittedAnomaly } from '../../../ml/train/anomaly.ts';
import { limitsFromGood } from '../../../ml/train/calibrate.ts';
import type { TrainingAnswers, TrainingAsks } from '../../contract/training.ts';
import type { Platform } from '../platform.ts';
import { openTraining, type ProcessOptions } from './run.ts';

/** How far a fit is with its stage. */
export type FitStep = Omit<TrainingAnswers['learn'], 'fitted'>;

/** Between two looks at a fit. */
const lookMs = 300;
/** A picture, or what a fit does between two looks, on a slow machine. */
const limitMs = 120_000;

/**
 * Learns what good pieces look like in a process of its own, which may die without harm; this thread only reads the pictures and waits.
 * @throws WorkerRefusal `bad-input` for too few pictures or several sizes; WorkerFault; whatever reading a picture throws
 */
export async function learnGoodPieces(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  ask: TrainingAsks['fit'],
  pictures: readonly { frame(): Promise<Frame> }[],
  { onStep, ...options }: Pick<ProcessOptions, 'memoryBytes' | 'signal'> & { onStep(step: FitStep): void },
): Promise<FittedAnomaly> {
  const link = openTraining(platform, options);
  try {
    await link.request('fit', ask, limitMs);
    for (const [i, picture] of pictures.entries()) {
      await link.request('picture', { frame: await picture.frame() }, limitMs);
      onStep({ stage: 'pictures', done: i + 1, total: pictures.length });
    }
    for (;;) {
      const { fitted, ...step } = await link.request('learn', { ms: lookMs }, limitMs);
      onStep(step);
      if (fitted) return { ...fitted, limits: limitsFromGood(fitted.heldBack) };
    }
  } finally {
    link.kill();
  }
}
