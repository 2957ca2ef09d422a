import { z } from 'zod';
import type { Augmentation } from '../../../../ml/train/augmentation.ts';
import { weightSpecs } from '../../../../ml/train/network.ts';
import { classifierRecipe } from '../../../../ml/train/recipe.ts';
import { runRecipeSchema, type RunRecipe } from '../../../../ml/train/run-recipe.ts';
import { isRecord } from '../../../components/run/settings.ts';

/** What somebody typed, by path, as typed; `on` and `off` for switches and for a whole kind of augmentation. */
export type Changes = Readonly<Record<string, string>>;

export type AugmentationKind = keyof Augmentation;

/** What a kind of augmentation begins with when it is switched on: enough to be seen, little enough to stay true. */
export const augmentationStarts = {
  rotation: { probability: 1, degrees: 15 },
  mirror: { horizontal: 0.5, vertical: 0 },
  shift: { probability: 1, share: 0.05 },
  scale: { probability: 1, share: 0.08 },
  crop: { probability: 0.5, share: 0.1 },
  brightness: { probability: 1, levels: 15 },
  contrast: { probability: 1, share: 0.15 },
  colour: { probability: 0.5, share: 0.1 },
  blur: { probability: 0.3, deviation: 1 },
  noise: { probability: 0.3, levels: 8 },
  saltAndPepper: { probability: 0.2, share: 0.01 },
  jpeg: { probability: 0.3, quality: 60 },
} as const satisfies { readonly [K in AugmentationKind]-?: NonNullable<Augmentation[K]> };
export const augmentationKinds = Object.keys(augmentationStarts) as readonly AugmentationKind[];

/** The recipe with what was typed in place of its own values; what is no number stays a text, for the check to say so. */
export function withChanges(recipe: RunRecipe, changes: Changes): unknown {
  const changed: Record<string, unknown> = structuredClone(recipe);
  // Kinds are switched first: their values have a place only then.
  for (const kind of augmentationKinds) {
    const augmentation = changed['augmentation'];
    const switched = changes[`augmentation.${kind}`];
    if (!isRecord(augmentation)) continue;
    if (switched === 'off') delete augmentation[kind];
    if (switched === 'on') augmentation[kind] ??= { ...augmentationStarts[kind] };
  }
  for (const [path, text] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    let place: unknown = changed;
    for (const key of keys) place = isRecord(place) ? place[key] : undefined;
    if (isRecord(place) && last in place && !isRecord(place[last])) place[last] = valueOf(text, place[last]);
  }
  return changed;
}

function valueOf(text: string, before: unknown): unknown {
  if (typeof before === 'boolean') return text === 'on';
  if (typeof before === 'number')
    return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (typeof before === 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export type Checked =
  | { readonly recipe: RunRecipe; readonly problems: null }
  /** By the path of the setting. */
  | { readonly recipe: null; readonly problems: Readonly<Record<string, string>> };

/** Whether a recipe can be trained: each value by itself, and the layers one after the other. */
export function checkRecipe(candidate: unknown): Checked {
  const parsed = runRecipeSchema.safeParse(candidate);
  if (!parsed.success) {
    const problems: Record<string, string> = {};
    for (const issue of parsed.error.issues) {
      const [first, ...rest] = issue.path.map(String);
      // A list is one field of the form; what is wrong within it says where.
      const inList = first === 'layers';
      const path = inList ? 'layers' : [first, ...rest].join('.');
      const said = inList && rest.length > 0 ? `${rest.join('.')}: ${wrongWith(issue)}` : wrongWith(issue);
      problems[path] ??= said;
    }
    return { recipe: null, problems };
  }
  const recipe = parsed.data;
  if (recipe.task === 'classify')
    try {
      weightSpecs(classifierRecipe(recipe, 2).network);
    } catch (error) {
      return { recipe: null, problems: { layers: error instanceof Error ? error.message : String(error) } };
    }
  return { recipe, problems: null };
}

/** What a value must be, in words. */
function wrongWith(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'is empty'
        : `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `needs a ${issue.expected}`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union': {
      const values = issue.errors
        .flat()
        .flatMap((each) => (each.code === 'invalid_value' ? each.values : []));
      return values.length > 0 ? oneOf(values) : issue.message;
    }
    default:
      return issue.message;
  }
}

const oneOf = (values: readonly z.core.util.Primitive[]): string => `one of ${values.map(String).join(', ')}`;
