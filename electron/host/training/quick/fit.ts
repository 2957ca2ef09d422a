import type { PackageFiles } from '../../../../ml/package/files.ts';
import type { FittedAnomaly, Placement } from '../../../../ml/train/anomaly.ts';
import { fitStages, type FitStage } from '../../../contract/quick-teach.ts';
import { createModelProcess } from '../../models/model-process.ts';
import type { Platform } from '../../platform.ts';
import type { TrainingPicture } from '../dataset.ts';
import { learnGoodPieces, type FitStep } from '../good-pieces.ts';
import { lyingOf } from '../lying.ts';
import { goldenFiles } from '../making.ts';
import { anomalyRecipe } from '../named-recipes.ts';

/** A model that still has no name, with its golden cases, which know none. */
export interface Fitted extends FittedAnomaly {
  readonly golden: PackageFiles;
  /** In sentences: how the pieces are shown to it, and which were left out. */
  readonly notes: readonly string[];
}

export interface FitProgress extends FitStep {
  readonly secondsLeft: number | null;
}

export interface PiecesToFit {
  readonly placement: Placement;
  readonly pictures: readonly TrainingPicture[];
  /** ISO time and author, for the manifest. */
  readonly created: string;
  readonly by: string;
  readonly threads: number;
}

export interface FitOptions {
  readonly onProgress: (progress: FitProgress) => void;
  /** Ends the fit at once, by ending its process. */
  readonly signal: AbortSignal;
}

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
export function shareDone({ stage, done, total }: FitStep): number {
  const before = fitStages.slice(0, fitStages.indexOf(stage)).reduce((sum, one) => sum + shares[one], 0);
  return before + shares[stage] * (total === 0 ? 0 : done / total);
}

/** Learns from the pieces as a training run does. @throws as `learnGoodPieces` */
export async function fitPieces(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  { placement, pictures, created, by, threads }: PiecesToFit,
  { onProgress, signal }: FitOptions,
): Promise<Fitted> {
  const began = platform.clock.monotonic();
  const onStep = (step: FitStep) => {
    const [share, seconds] = [shareDone(step), (platform.clock.monotonic() - began) / 1000];
    onProgress({ ...step, secondsLeft: share < 0.1 ? null : (seconds * (1 - share)) / share });
  };
  const recipe = anomalyRecipe(placement);
  const { pictures: learnt, alignment, notes } = await lyingOf(recipe, pictures, signal);
  const fit = { name: 'quick', version: 1, created, by, few: false, ...(alignment && { alignment }) };
  const ask = { fit, recipe, threads, gently: false };
  const fitted = await learnGoodPieces(platform, ask, learnt, { memoryBytes, signal, onStep });
  onStep({ stage: 'golden', done: 0, total: 1 });
  const process = createModelProcess(platform, threads, signal);
  try {
    await process.load(fitted.manifest, fitted.model);
    return { ...fitted, golden: await goldenFiles(process, fitted.manifest, learnt), notes };
  } finally {
    process.close();
  }
}
