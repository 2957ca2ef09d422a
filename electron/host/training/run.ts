import type { ClassifierRecipe } from '../../../ml/train/classifier.ts';
import type { LabelledPictures } from '../../../ml/train/batches.ts';
import { unpackWeights } from '../../../ml/train/weight-bytes.ts';
import type { Weights } from '../../../ml/train/network.ts';
import {
  trainingAnswers,
  type CheckpointBytes,
  type TrainingAnswers,
  type TrainingAsks,
} from '../../contract/training.ts';
import type { Platform } from '../platform.ts';
import { openLink } from '../worker-link.ts';

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** Since the run began, or was taken up again. */
  readonly secondsLeft: number;
}

export interface TrainingOptions {
  readonly threads: number;
  readonly checkpoint?: CheckpointBytes | undefined;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** After every epoch; the next one waits for it. */
  readonly onCheckpoint?: (checkpoint: CheckpointBytes) => Promise<void>;
  /** Ends the run at once, by ending its process. */
  readonly signal?: AbortSignal | undefined;
}

export interface FinishedRun {
  readonly weights: Weights;
  /** What trained, for the record. */
  readonly engine: string;
  /** Logits of pictures, [count, classes]. */
  classify(pixels: Uint8Array): Promise<Float32Array>;
  close(): void;
}

/** Between two looks at a run. */
const lookMs = 300;
/** A step of the largest network that a recipe can ask for, on a slow machine. */
const limitMs = 120_000;
const memoryBytes = 12_000_000_000;

/**
 * Trains in a process of its own, which may die without harm.
 * @throws WorkerRefusal `no-library`, `diverged`; WorkerFault; the signal's reason
 */
export async function runTraining(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  recipe: ClassifierRecipe,
  pictures: LabelledPictures,
  { threads, checkpoint, onProgress, onCheckpoint, signal }: TrainingOptions,
): Promise<FinishedRun> {
  signal?.throwIfAborted();
  const link = openLink<TrainingAsks, TrainingAnswers>(platform, 'training', trainingAnswers, memoryBytes);
  const stop = () => link.kill();
  signal?.addEventListener('abort', stop);
  try {
    const { pixels, labels } = pictures;
    const first = await link.request(
      'begin',
      { recipe, pixels, labels, threads, ...(checkpoint && { checkpoint }) },
      limitMs,
    );
    const began = platform.clock.monotonic();
    for (;;) {
      const now = await link.request('advance', { ms: lookMs }, limitMs);
      const done = Math.max(1, now.step - first.step);
      const seconds = (platform.clock.monotonic() - began) / 1000;
      onProgress?.({ ...now, secondsLeft: (seconds / done) * (now.steps - now.step) });
      if (now.checkpoint) await onCheckpoint?.(now.checkpoint);
      if (now.weights === undefined) continue;
      return {
        weights: unpackWeights(recipe.network, now.weights),
        engine: first.engine,
        async classify(others) {
          const { logits } = await link.request('classify', { pixels: others }, 10 * limitMs);
          const bytes = logits.slice();
          return new Float32Array(bytes.buffer, 0, bytes.length / 4);
        },
        close: () => {
          signal?.removeEventListener('abort', stop);
          link.kill();
        },
      };
    }
  } catch (error) {
    link.kill();
    signal?.removeEventListener('abort', stop);
    signal?.throwIfAborted();
    throw error;
  }
}
