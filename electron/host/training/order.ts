import { z } from 'zod';
import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import type { startTrainingSchema, TrainingDetail } from '../../contract/training-runs.ts';
import type { RunRecipe } from '../../../ml/train/run-recipe.ts';
import type { Model } from '../models/model.ts';
import { holdingBack } from '../../../ml/train/search.ts';
import { goingOn, knownWeights } from './from.ts';
import { namedRecipes } from './named-recipes.ts';
import { trialsFor } from './several.ts';

export type StartRequest = z.output<typeof startTrainingSchema>;

/**
 * The recipe that is asked for, whole, with the seed that is asked for.
 * @param from the package to go on from: more slowly, and shorter
 * @throws LoupeError `not-found` for a name that is none; `bad-input` for a package with another network, and for several trainings of
 *   what cannot be trained several times
 */
export function resolveRecipe(
  { recipe, seed, several }: Pick<StartRequest, 'recipe' | 'seed' | 'several'>,
  from: Model | null,
): RunRecipe {
  const resolved = resolveOne({ recipe, seed }, from);
  if (several === undefined) return resolved;
  const refuse = (what: string, got: string, allowed: string) =>
    new LoupeError('bad-input', { what, got, allowed });
  if (resolved.task === 'anomaly')
    throw refuse(
      'How often it is trained',
      'several times',
      'once: nothing of an anomaly run is drawn by chance',
    );
  if ('search' in several && from !== null)
    throw refuse(
      'A parameter search',
      'one that goes on from a package',
      'one whose trials begin with fresh weights',
    );
  const recipeOfAll = holdingBack(resolved);
  try {
    trialsFor(recipeOfAll, several);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw refuse('A parameter search', z.prettifyError(error), 'changes that make a recipe');
  }
  return recipeOfAll;
}

function resolveOne({ recipe, seed }: Pick<StartRequest, 'recipe' | 'seed'>, from: Model | null): RunRecipe {
  const whole = typeof recipe === 'string' ? named(recipe) : recipe;
  const seeded = whole.task === 'classify' && seed !== undefined ? { ...whole, seed } : whole;
  if (from === null) return seeded;
  if (seeded.task === 'classify' && knownWeights(from, seeded) !== null) return goingOn(seeded);
  throw new LoupeError('bad-input', {
    what: 'The package to go on from',
    got: `${from.manifest.name} ${from.manifest.version}, whose network is not that of ${whole.name}`,
    allowed: 'a classifier that was trained with this recipe',
  });
}

function named(name: string): RunRecipe {
  const found = namedRecipes.find((one) => one.name === name);
  if (found === undefined) throw new LoupeError('not-found', { what: 'recipe', id: name });
  return found;
}

/** A run that waits for its turn. `queued`: ISO time. */
export function newRun(
  id: string,
  { name, minutes, targets, from, several }: StartRequest,
  recipe: RunRecipe,
  dataset: { readonly name: string; readonly hash: string },
  by: Actor,
  queued: string,
): TrainingDetail {
  return {
    run: {
      ...{ id, name, task: recipe.task, dataset: { ...dataset }, recipe: recipe.name },
      seed: recipe.task === 'classify' ? recipe.seed : null,
      ...{ by: by.id, state: 'queued', why: null, queued, began: null, ended: null },
      ...{ trials: null, stage: null, step: 0, steps: 0, loss: null, metric: null, secondsLeft: null },
      epochs: recipe.task === 'classify' ? { done: 0, planned: recipe.epochs } : null,
      ...{ memoryBytes: null, package: null, figures: {} },
    },
    ...{ recipe, targets, minutes: minutes ?? null, from: from ?? null },
    ...{ several: several ?? null, trials: [], best: null, engine: null, sizes: null },
    ...{ curve: [], log: [], grid: null, limits: null, evaluation: null, samples: [], mistakes: [] },
  };
}

/** `20261121-163000-1a2b`: sorts by time. @param now ISO time */
export function newRunId(now: string, random: Uint8Array): string {
  const digits = now.replace(/\D/g, '');
  const tail = [...random.subarray(0, 2)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${tail}`;
}
