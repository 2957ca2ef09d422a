import type { RunRecipe } from '../../../ml/train/run-recipe.ts';

/** One value of a recipe, by its path (`input.width`), as a form shows it. */
export interface Setting {
  readonly path: string;
  readonly kind: 'number' | 'switch' | 'text' | 'json';
  readonly text: string;
}

/** Said elsewhere: in the choice of the recipe, in the step of minutes, in the grid of augmentations. */
const elsewhere = new Set(['format', 'name', 'task', 'seed', 'augmentation']);

/** Every value of a recipe but those that have a place of their own: first how it trains, then what it is fed with, then lists. */
export function settingsOf(recipe: RunRecipe): readonly Setting[] {
  const rank = ({ path, kind }: Setting) =>
    kind === 'json' ? 2 : /^(input\.|mean$|std$)/.test(path) ? 1 : 0;
  return Object.entries(recipe)
    .flatMap(([key, value]) => (elsewhere.has(key) ? [] : leaves(key, value)))
    .toSorted((one, other) => rank(one) - rank(other));
}

function leaves(path: string, value: unknown): Setting[] {
  if (typeof value === 'number') return [{ path, kind: 'number', text: String(value) }];
  if (typeof value === 'boolean') return [{ path, kind: 'switch', text: value ? 'on' : 'off' }];
  if (typeof value === 'string') return [{ path, kind: 'text', text: value }];
  if (isRecord(value))
    return Object.entries(value).flatMap(([key, inner]) => leaves(`${path}.${key}`, inner));
  return [{ path, kind: 'json', text: JSON.stringify(value) }];
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
