import { mostTrials, type Several } from '../../../electron/contract/training-runs.ts';
import { defaultSpace, namedSets, searchSchema } from '../../../ml/train/search.ts';
import type { RunRecipe } from '../../../ml/train/run-recipe.ts';
import type { Draft } from './draft.ts';

/** How often a run trains, as a form offers it. */
export const often = ['once', 'seeds', 'search', 'sets'] as const;
export type Often = (typeof often)[number];

export const oftenWords: Record<Often, string> = {
  once: 'Once',
  seeds: 'From several seeds',
  search: 'A search with drawn parameters',
  sets: 'A search among this recipe’s sets',
};

/** Which of them a recipe allows. */
export const oftenFor = (recipe: RunRecipe | undefined): readonly Often[] =>
  recipe?.task === 'classify' ? often.filter((one) => one !== 'sets' || recipe.name in namedSets) : ['once'];

/** Whether a number of trainings is asked for. */
export const isCounted = (one: Often): boolean => one === 'seeds' || one === 'search';

/** The trainings that a draft asks for; null: one; undefined: what was typed is no number of them. */
export function severalOf(
  draft: Pick<Draft, 'often' | 'runs'>,
  recipe: RunRecipe,
  seed: number | null,
): Several | null | undefined {
  const one = oftenFor(recipe).find((each) => each === draft.often) ?? 'once';
  if (one === 'once' || recipe.task !== 'classify') return null;
  if (one === 'sets') return { search: namedSets[recipe.name]! };
  const count = /^\d{1,3}$/.test(draft.runs.trim()) ? Number(draft.runs) : 0;
  if (count < 2 || count > mostTrials) return undefined;
  if (one === 'seeds') return { seeds: count };
  const search = { format: 1, seed: seed ?? recipe.seed, trials: count, space: defaultSpace };
  return { search: searchSchema.parse(search) };
}
