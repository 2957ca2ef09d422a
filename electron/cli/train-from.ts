import { createHash } from 'node:crypto';
import type { Manifest } from '../../ml/package/manifest.ts';
import { carryOver, readNetwork } from '../../ml/train/known-network.ts';
import { recipeOfCard } from '../../ml/train/recipe-text.ts';
import { classifierRecipe, recipes, type Recipe } from '../../ml/train/recipe.ts';
import { packWeights } from '../../ml/train/weight-bytes.ts';
import { openUnsigned } from '../host/models/package.ts';
import type { Checkpoints, Kept } from '../host/training/checkpoint.ts';
import { UsageError } from './io.ts';
import { readPackageFolder } from './station.ts';

/** A run that goes on from a package learns so much slower, and shorter: it is to move, not to forget. */
const slower = 1 / 5;
const shorter = 1 / 4;

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
  const files = await readPackageFolder(folder);
  const { manifest, onnx } = opened(folder, files);
  const name = `${manifest.name} ${manifest.version}`;
  const own = recipeOfCard(new TextDecoder().decode(files.get('card.md')));
  const known = [...(asked ? [asked] : []), ...(own ? [own] : []), ...(asked ? [] : Object.values(recipes))];
  const before = manifest.classes.map((one) => one.name);
  const weightsOf = (recipe: Recipe) =>
    manifest.task === 'classify'
      ? readNetwork(onnx, classifierRecipe(recipe, before.length).network, recipe.turns)
      : null;
  const recipe = asked ?? known.find((one) => weightsOf(one) !== null);
  const weights = recipe && weightsOf(recipe);
  if (!recipe || !weights)
    throw new UsageError(
      `${name} (${folder}) cannot be gone on from: ` +
        (own === null
          ? `its network (task ${manifest.task}, made by ${manifest.by}) is none that loupe train makes`
          : `the recipe asked for has another network than its own, ${own.name}`),
    );
  return {
    recipe: asked ?? {
      ...recipe,
      rate: recipe.rate * slower,
      epochs: Math.max(1, Math.ceil(recipe.epochs * shorter)),
    },
    from: `${name} (model.onnx ${createHash('sha256').update(onnx).digest('hex').slice(0, 16)})`,
    weights(of, classes) {
      const after = classes.map((one) => one.name);
      const fresh = after.filter((one) => !before.includes(one));
      if (fresh.length === after.length)
        throw new UsageError(
          `${name} knows none of the classes ${after.join(', ')}; it knows ${before.join(', ')}`,
        );
      const { network } = classifierRecipe(of, after.length);
      return {
        packed: packWeights(network, carryOver(network, weights, before, after, of.seed)),
        notes: [`Goes on from ${name}.`, ...(fresh.length > 0 ? [`New to it: ${fresh.join(', ')}.`] : [])],
      };
    },
  };
}

function opened(folder: string, files: Awaited<ReturnType<typeof readPackageFolder>>) {
  try {
    return openUnsigned(files);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${folder} is refused: ${why}`, { cause: error });
  }
}

/** Checkpoints of a run that begins with weights: before its first epoch it is where they are. */
export function startingWith(kept: Checkpoints, weights: Uint8Array, epochs: number): Checkpoints {
  const none = new Uint8Array(weights.length);
  const start: Kept = {
    checkpoint: { epoch: 0, steps: 0, weights, first: none, second: none },
    ...{ epochs, validationLoss: null },
  };
  return {
    ...kept,
    read: async (which) => (await kept.read(which)) ?? (which === 'last' ? start : undefined),
  };
}
