import { z } from 'zod';
import { recipes, recipeSchema, type Recipe } from '../../ml/train/recipe.ts';
import {
  defaultSpace,
  namedSets,
  searchSchema,
  seedTrials,
  trialsOf,
  type Trial,
} from '../../ml/train/search.ts';
import { wholeNumber } from './arguments.ts';
import { UsageError } from './io.ts';
import { readJson } from './json-file.ts';
import { nearest } from './nearest.ts';

/** @throws UsageError */
export async function chosenRecipe(name = 'quick', config: string | undefined): Promise<Recipe> {
  if (config !== undefined) return readJson(config, recipeSchema, 'training recipe');
  const found = Object.entries(recipes).find(([known]) => known === name)?.[1];
  if (found) return found;
  const known = Object.keys(recipes);
  const guess = nearest(name, known);
  throw new UsageError(
    `there is no recipe ${name}; ${guess ? `did you mean ${guess}?` : `known are ${known.join(', ')}`}`,
  );
}

/**
 * The runs that `--seeds N` or `--search N|sets|FILE` ask for; one, of the recipe itself, without either.
 * @throws UsageError
 */
export async function chosenTrials(
  recipe: Recipe,
  seeds: string | undefined,
  search: string | undefined,
): Promise<readonly [Trial, ...Trial[]]> {
  if (seeds !== undefined && search !== undefined)
    throw new UsageError(
      '--seeds tells how much chance decides, --search looks for parameters: one at a time',
    );
  const trials =
    seeds !== undefined
      ? seedTrials(recipe, wholeNumber('seeds', seeds, 2, 100))
      : search !== undefined
        ? await searched(recipe, search)
        : [];
  const [first, ...others] = trials;
  return first ? [first, ...others] : [{ name: recipe.name, recipe }];
}

async function searched(recipe: Recipe, search: string): Promise<Trial[]> {
  const wanted = /^\d+$/.test(search)
    ? searchSchema.parse({
        ...{ format: 1, seed: recipe.seed, space: defaultSpace },
        trials: wholeNumber('search', search, 1, 1000),
      })
    : search === 'sets'
      ? namedSets[recipe.name]
      : await readJson(search, searchSchema, 'parameter search');
  if (wanted === undefined)
    throw new UsageError(
      `--search sets: the recipe ${recipe.name} has none; ${Object.keys(namedSets).join(' and ')} have`,
    );
  try {
    return trialsOf(recipe, wanted);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new UsageError(`--search ${search} makes no recipe: ${z.prettifyError(error)}`, { cause: error });
  }
}
