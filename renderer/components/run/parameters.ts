import type { Several, TrainingDetail, TrainingRun } from '../../../electron/contract/training-runs.ts';
import { augmentationWords, settingWord } from './setting-words.ts';
import { settingsOf } from './settings.ts';

export const taskNames: Record<TrainingRun['task'], string> = { classify: 'Classify', anomaly: 'Anomaly' };

const oftenText = (several: Several): string => {
  if ('seeds' in several) return `from ${several.seeds} seeds`;
  const { search } = several;
  return 'sets' in search
    ? `a search of ${search.sets.length} named sets`
    : `a search of ${search.trials} trials, from seed ${search.seed}`;
};

/** All that decided a run, by name; of several trainings, that of the best so far. */
export function parametersOf({
  run,
  targets,
  minutes,
  from,
  several,
  best,
  engine,
  sizes,
  ...detail
}: TrainingDetail): ReadonlyMap<string, string> {
  const recipe = best?.recipe ?? detail.recipe;
  const parameters = new Map([
    ['Task', taskNames[run.task]],
    ['Dataset', `${run.dataset.name} ${run.dataset.hash.slice(0, 12)}`],
    ['Recipe', recipe.name],
    ['Seed', String(run.seed ?? '')],
    ['Minutes', String(minutes ?? '')],
    ['How often', several ? oftenText(several) : ''],
    ['Best of them', best?.name ?? ''],
    ['Goes on from', from?.slice(0, 12) ?? ''],
    ['Miss at most', String(targets.missed)],
    ['Reject at most', String(targets.rejected)],
    ['Engine', engine ?? ''],
    ...Object.entries(sizes ?? {}).map(([side, count]) => [`Pictures: ${side}`, String(count)] as const),
    ...settingsOf(recipe).map(({ path, text }) => [settingWord(path), text] as const),
  ]);
  if (recipe.task === 'classify')
    for (const [kind, values] of Object.entries(recipe.augmentation))
      for (const [key, value] of Object.entries(values ?? {}))
        parameters.set(`${augmentationWords[kind] ?? kind}, ${augmentationWords[key] ?? key}`, String(value));
  return parameters;
}
