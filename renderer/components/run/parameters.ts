import type { TrainingDetail, TrainingRun } from '../../../electron/contract/training-runs.ts';
import { augmentationWords, settingWord } from './setting-words.ts';
import { settingsOf } from './settings.ts';

export const taskNames: Record<TrainingRun['task'], string> = { classify: 'Classify', anomaly: 'Anomaly' };

/** All that decided a run, by name. */
export function parametersOf({
  run,
  recipe,
  targets,
  minutes,
  from,
  engine,
  sizes,
}: TrainingDetail): ReadonlyMap<string, string> {
  const parameters = new Map([
    ['Task', taskNames[run.task]],
    ['Dataset', `${run.dataset.name} ${run.dataset.hash.slice(0, 12)}`],
    ['Recipe', recipe.name],
    ['Seed', String(run.seed ?? '')],
    ['Minutes', String(minutes ?? '')],
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
