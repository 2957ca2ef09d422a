import { createHash } from 'node:crypto';
import { carryOver, readNetwork } from '../../../ml/train/known-network.ts';
import type { Weights } from '../../../ml/train/network.ts';
import { classifierRecipe, type Recipe } from '../../../ml/train/recipe.ts';
import { packWeights } from '../../../ml/train/weight-bytes.ts';
import type { Model } from '../models/model.ts';
import type { TrainingDataset } from './dataset.ts';

type Known = Pick<Model, 'manifest' | 'onnx'>;

/** A run that goes on from a package learns so much slower, and shorter: it is to move, not to forget. */
const slower = 1 / 5;
const shorter = 1 / 4;

/** The recipe of a package as one to go on from it with. */
export const goingOn = (recipe: Recipe): Recipe => ({
  ...recipe,
  rate: recipe.rate * slower,
  epochs: Math.max(1, Math.ceil(recipe.epochs * shorter)),
});

/** The weights of a package that has the recipe's network; null where it has another. */
export const knownWeights = ({ manifest, onnx }: Known, recipe: Recipe): Weights | null =>
  manifest.task === 'classify'
    ? readNetwork(onnx, classifierRecipe(recipe, manifest.classes.length).network, recipe.turns)
    : null;

/** Name, version and digest of the model file, for the record and as part of what a run is of. */
export const nameOf = ({ manifest: { name, version }, onnx }: Known): string =>
  `${name} ${version} (model.onnx ${createHash('sha256').update(onnx).digest('hex').slice(0, 16)})`;

/**
 * Weights to begin with, for a dataset's classes; those that the package does not know begin fresh.
 * @throws Error where it knows none of them
 */
export function weightsFor(
  { manifest: { name, version, ...manifest } }: Known,
  weights: Weights,
  recipe: Recipe,
  classes: TrainingDataset['classes'],
): { readonly packed: Uint8Array; readonly notes: readonly string[] } {
  const [before, after] = [manifest.classes, classes].map((some) => some.map((one) => one.name)) as [
    string[],
    string[],
  ];
  const fresh = after.filter((one) => !before.includes(one));
  if (fresh.length === after.length)
    throw new Error(
      `${name} ${version} knows none of the classes ${after.join(', ')}; it knows ${before.join(', ')}`,
    );
  const { network } = classifierRecipe(recipe, after.length);
  return {
    packed: packWeights(network, carryOver(network, weights, before, after, recipe.seed)),
    notes: [
      `Goes on from ${name} ${version}.`,
      ...(fresh.length > 0 ? [`New to it: ${fresh.join(', ')}.`] : []),
    ],
  };
}
