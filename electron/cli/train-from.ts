import type { Manifest } from '../../ml/package/manifest.ts';
import { recipeOfCard } from '../../ml/train/recipe-text.ts';
import { recipes, type Recipe } from '../../ml/train/recipe.ts';
import { causeOf } from '../host/durable.ts';
import { goingOn, knownWeights, nameOf, weightsFor } from '../host/training/from.ts';
import { UsageError } from './io.ts';
import { openPackageFolder } from './station.ts';

export interface Start {
  /** How to go on: as the package was trained, slower and shorter. */
  readonly recipe: Recipe;
  /** Name, version and digest of the model file, for the record and as part of what a run is of. */
  readonly from: string;
  /** Weights to begin with, for a dataset's classes; those the package does not know begin fresh. */
  weights(
    recipe: Recipe,
    classes: Manifest['classes'],
  ): { readonly packed: Uint8Array; readonly notes: readonly string[] };
}

/**
 * A package to go on from.
 * @param asked the recipe to go on with; its network must be the package's
 * @throws UsageError for a package that was not trained here, or with another network
 */
export async function openStart(folder: string, asked: Recipe | null): Promise<Start> {
  const model = await openPackageFolder(folder);
  const { manifest } = model;
  const name = `${manifest.name} ${manifest.version}`;
  const own = recipeOfCard(model.card);
  const known = [...(asked ? [asked] : []), ...(own ? [own] : []), ...(asked ? [] : Object.values(recipes))];
  const recipe = asked ?? known.find((one) => knownWeights(model, one) !== null);
  const weights = recipe && knownWeights(model, recipe);
  if (!recipe || !weights)
    throw new UsageError(
      `${name} (${folder}) cannot be gone on from: ` +
        (own === null
          ? `its network (task ${manifest.task}, made by ${manifest.by}) is none that loupe train makes`
          : `the recipe asked for has another network than its own, ${own.name}`),
    );
  return {
    recipe: asked ?? goingOn(recipe),
    from: nameOf(model),
    weights(of, classes) {
      try {
        return weightsFor(model, weights, of, classes);
      } catch (error) {
        throw new UsageError(causeOf(error), { cause: error });
      }
    },
  };
}
