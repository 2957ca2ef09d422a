import { z } from 'zod';
import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import { mostTrials, type StartTraining } from '../../../electron/contract/training-runs.ts';
import type { RunRecipe } from '../../../ml/train/run-recipe.ts';
import { often, severalOf } from './often.ts';
import { checkRecipe, withChanges } from './recipe/settings.ts';

export const steps = ['dataset', 'task', 'minutes', 'train', 'evaluate', 'compare'] as const;
export type Step = (typeof steps)[number];

/** A run before it is asked for, as typed: whoever leaves the screen finds it again. */
export const draftSchema = z.object({
  step: z.enum(steps),
  dataset: z.string().nullable(),
  task: z.enum(['classify', 'anomaly']),
  /** Name of the recipe, by task. */
  recipes: z.object({ classify: z.string(), anomaly: z.string() }),
  /** By the name of the recipe that they change. */
  changes: z.record(z.string(), z.record(z.string(), z.string())),
  name: z.string(),
  seed: z.string(),
  minutes: z.string(),
  often: z.enum(often).default('once'),
  /** Trainings, where several are asked for. */
  runs: z.string().default('3'),
  from: z.string().nullable(),
  /** Percent. */
  missed: z.string(),
  rejected: z.string(),
  /** The run that Train and Evaluate show. */
  run: z.string().nullable(),
  /** Runs that are compared. */
  compared: z.array(z.string()),
});
export type Draft = z.infer<typeof draftSchema>;
/** Under which it is kept. */
export const draftKey = 'loupe.teach.full';

export const emptyDraft: Draft = {
  ...{ step: 'dataset', dataset: null, task: 'classify' },
  recipes: { classify: 'quick', anomaly: 'loose' },
  changes: {},
  ...{ name: '', seed: '', minutes: '', often: 'once', runs: '3', from: null, missed: '5', rejected: '5' },
  ...{ run: null, compared: [] },
};

/** The station's side of what a draft names; null: not known yet. */
export interface Known {
  readonly datasets: readonly DatasetSummary[] | null;
  readonly recipes: readonly RunRecipe[] | null;
  readonly library: 'ready' | 'missing' | null;
}

/** By field; `recipe.` before the path of a setting. */
export type Problems = Readonly<Record<string, string>>;

export const recipeOf = ({ task, recipes }: Draft, known: Known['recipes']): RunRecipe | undefined =>
  known?.find((recipe) => recipe.task === task && recipe.name === recipes[task]) ??
  known?.find((recipe) => recipe.task === task);

/** What was typed for a recipe. */
export const changesOf = ({ changes }: Draft, recipe: RunRecipe): Readonly<Record<string, string>> =>
  changes[recipe.name] ?? {};

/** Why a dataset cannot be trained on, in a sentence; null: it can. */
export function refusalOf(dataset: DatasetSummary, task: Draft['task']): string | null {
  const named = (verdict: string) =>
    dataset.classes.filter((each) => each.verdict === verdict && each.train + each.unsplit > 0);
  if (dataset.blocks > 0)
    return `${dataset.blocks} ${dataset.blocks === 1 ? 'finding blocks' : 'findings block'} training.`;
  if (task === 'anomaly')
    return named('pass').length === 0
      ? 'No class of it means a good piece, and anomaly learns from those.'
      : null;
  const shown = dataset.classes.filter(({ train, unsplit }) => train + unsplit > 0);
  return shown.length < 2 ? 'It shows fewer than two classes to train on.' : null;
}

export type Ready =
  | { readonly start: StartTraining; readonly problems: null }
  | { readonly start: null; readonly problems: Problems };

/** The run that a draft asks for, or what is still missing, by field. */
export function readyOf(draft: Draft, { datasets, recipes, library }: Known): Ready {
  const problems: Record<string, string> = {};
  const dataset = datasets?.find(({ hash }) => hash === draft.dataset);
  if (dataset === undefined)
    problems['dataset'] =
      datasets === null
        ? 'The datasets are not known yet.'
        : draft.dataset === null
          ? 'Choose a dataset.'
          : 'This dataset is no longer there. Choose another.';
  else {
    const why = refusalOf(dataset, draft.task);
    if (why !== null) problems['dataset'] = why;
  }
  if (draft.task === 'classify' && library === 'missing')
    problems['task'] = 'Classifiers cannot be trained on this machine yet.';

  const base = recipeOf(draft, recipes);
  const changes = base && changesOf(draft, base);
  const changed = changes !== undefined && Object.keys(changes).length > 0;
  const checked = base && checkRecipe(withChanges(base, changes ?? {}));
  if (checked === undefined) problems['recipe'] = 'The recipes are not known yet.';
  for (const [path, said] of Object.entries(checked?.problems ?? {})) problems[`recipe.${path}`] = said;

  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(draft.name))
    problems['name'] = 'Small letters, digits and hyphens, such as kerrison-front.';
  const seed = numberIn(draft.seed, 0, 0xffff_ffff);
  if (draft.seed !== '' && (seed === null || !Number.isInteger(seed)))
    problems['seed'] = 'A whole number from 0 to 4294967295.';
  const minutes = numberIn(draft.minutes, 0.01, 7 * 24 * 60);
  if (draft.minutes !== '' && minutes === null) problems['minutes'] = 'Minutes, up to a week (10080).';
  const several = base && severalOf(draft, base, seed);
  if (base && several === undefined) problems['runs'] = `A whole number from 2 to ${mostTrials}.`;
  if (several && 'search' in several && draft.from !== null)
    problems['from'] = 'A search begins every training with fresh weights: go on from nothing.';
  const [missed, rejected] = [numberIn(draft.missed, 0.1, 50), numberIn(draft.rejected, 0.1, 50)];
  if (missed === null) problems['missed'] = 'From 0.1 to 50 percent.';
  if (rejected === null) problems['rejected'] = 'From 0.1 to 50 percent.';

  if (Object.keys(problems).length > 0 || !dataset || !base || !checked?.recipe)
    return { start: null, problems };
  return {
    problems: null,
    start: {
      dataset: dataset.hash,
      recipe: changed ? { ...checked.recipe, name: changedName(base.name) } : base.name,
      name: draft.name,
      ...(several && { several }),
      ...(seed !== null && draft.task === 'classify' && { seed }),
      ...(minutes !== null && draft.task === 'classify' && { minutes }),
      ...(draft.from !== null && draft.task === 'classify' && { from: draft.from }),
      targets: { missed: missed! / 100, rejected: rejected! / 100 },
    },
  };
}

/** So that nobody takes the run for one of the recipe as it comes. */
const changedName = (name: string): string => `${name}, changed`;

/** null: empty, no number, or outside. */
function numberIn(text: string, low: number, high: number): number | null {
  const value = Number(text);
  return text.trim() !== '' && value >= low && value <= high ? value : null;
}

/** A name for a package made from a dataset of that name. */
export const proposedName = (dataset: string): string =>
  dataset
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);

/** On which step a problem is solved. */
export function stepOf(field: string): Step {
  if (field === 'dataset') return 'dataset';
  return field === 'task' || field.startsWith('recipe') ? 'task' : 'minutes';
}
