import { createHash } from 'node:crypto';
import type { Recipe } from '../../../ml/train/recipe.ts';
import type { RunRecipe } from '../../../ml/train/run-recipe.ts';
import type { Platform } from '../platform.ts';
import type { TrainingDetail } from '../../contract/training-runs.ts';
import type { Model } from '../models/model.ts';
import { makeAnomaly } from './anomaly.ts';
import { startingWith, type Checkpoints } from './checkpoint.ts';
import { makeClassifier } from './classifier.ts';
import type { TrainingDatasets } from './dataset.ts';
import { knownWeights, nameOf, weightsFor } from './from.ts';
import type { Made, MakingOptions, Order } from './making.ts';
import { makeBest, minutesEach, trialsFor, type MakeTrial } from './several.ts';

/**
 * Does what a run asks for, with the dataset that it names.
 * @param version of the package that is made
 * @param known the package that the run goes on from
 * @throws whatever stands in the way, in a sentence for a person
 */
export async function executeRun(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  datasets: TrainingDatasets,
  { run, recipe, several, trials: before, targets, minutes }: TrainingDetail,
  version: number,
  known: Model | null,
  { keptOf, ...options }: ExecuteOptions,
): Promise<Made> {
  const wishes =
    recipe.task === 'classify' ? { validation: recipe.validation, seed: recipe.seed } : noHoldingBack;
  const dataset = await datasets.open(run.dataset.hash, wishes);
  const order = {
    ...{ dataset, name: run.name, version, created: run.queued, by: run.by, run: run.id },
    ...{ targets, minutes },
  };
  if (recipe.task === 'anomaly') return makeAnomaly(platform, recipe, order, options);
  const make = async (
    asked: Recipe,
    some: Order,
    { kept, stopping }: Pick<MakingOptions, 'kept' | 'stopping'>,
  ) => {
    const weights = known && knownWeights(known, asked);
    if (!known || !weights) return makeClassifier(platform, asked, some, { ...options, kept, stopping });
    const { packed, notes } = weightsFor(known, weights, asked, dataset.classes);
    for (const text of notes) options.tell({ kind: 'note', text });
    return makeClassifier(
      platform,
      asked,
      { ...some, from: nameOf(known) },
      { ...options, kept: startingWith(kept, packed, asked.epochs), stopping },
    );
  };
  if (several === null) return make(recipe, order, { ...options, kept: keptOf(recipe) });
  const trials = trialsFor(recipe, several);
  const shorter = { ...order, minutes: minutesEach(minutes, trials.length) };
  const makeTrial: MakeTrial = (trial, of, stopping) =>
    make(
      trial.recipe,
      { ...shorter, dataset: of },
      { kept: keptOf(trial.recipe, trials.indexOf(trial)), stopping },
    );
  return makeBest(trials, several, dataset, before, makeTrial, options);
}

export interface ExecuteOptions extends Omit<MakingOptions, 'kept'> {
  /** Where a training is kept while it goes on. @param trial its place among several */
  readonly keptOf: (recipe: RunRecipe, trial?: number) => Checkpoints;
}

/** Anomaly models hold good pictures back by themselves. */
const noHoldingBack = { validation: 0, seed: 0 };

/** Of all that decides a run: a checkpoint of another one is none of its own. */
export const keyOf = ({ run, recipe, minutes, from }: TrainingDetail): string =>
  createHash('sha256')
    .update(JSON.stringify([recipe, minutes, from, run.dataset.hash]))
    .digest('hex');
