import { createHash } from 'node:crypto';
import type { Platform } from '../platform.ts';
import type { TrainingDetail } from '../../contract/training-runs.ts';
import type { Model } from '../models/model.ts';
import { makeAnomaly } from './anomaly.ts';
import { startingWith } from './checkpoint.ts';
import { makeClassifier } from './classifier.ts';
import type { TrainingDatasets } from './dataset.ts';
import { knownWeights, nameOf, weightsFor } from './from.ts';
import type { Made, MakingOptions } from './making.ts';

/**
 * Does what a run asks for, with the dataset that it names.
 * @param version of the package that is made
 * @param known the package that the run goes on from
 * @throws whatever stands in the way, in a sentence for a person
 */
export async function executeRun(
  platform: Pick<Platform, 'spawn' | 'clock'>,
  datasets: TrainingDatasets,
  { run, recipe, targets, minutes }: TrainingDetail,
  version: number,
  known: Model | null,
  options: MakingOptions,
): Promise<Made> {
  const wishes =
    recipe.task === 'classify' ? { validation: recipe.validation, seed: recipe.seed } : noHoldingBack;
  const dataset = await datasets.open(run.dataset.hash, wishes);
  const order = {
    ...{ dataset, name: run.name, version, created: run.queued, by: run.by, run: run.id },
    ...{ targets, minutes },
  };
  if (recipe.task === 'anomaly') return makeAnomaly(platform, recipe, order, options);
  const weights = known && knownWeights(known, recipe);
  if (!known || !weights) return makeClassifier(platform, recipe, order, options);
  const { packed, notes } = weightsFor(known, weights, recipe, dataset.classes);
  for (const text of notes) options.tell({ kind: 'note', text });
  const kept = startingWith(options.kept, packed, recipe.epochs);
  return makeClassifier(platform, recipe, { ...order, from: nameOf(known) }, { ...options, kept });
}

/** Anomaly models hold good pictures back by themselves. */
const noHoldingBack = { validation: 0, seed: 0 };

/** Of all that decides a run: a checkpoint of another one is none of its own. */
export const keyOf = ({ run, recipe, minutes, from }: TrainingDetail): string =>
  createHash('sha256')
    .update(JSON.stringify([recipe, minutes, from, run.dataset.hash]))
    .digest('hex');
