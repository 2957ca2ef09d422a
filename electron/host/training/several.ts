import { seedTrials, trialsOf, type Trial } from '../../../ml/train/search.ts';
import {
  bestTrial,
  testFigures,
  trialNote,
  type TrialResult,
  type TrialScore,
} from '../../../ml/train/trials.ts';
import type { Recipe } from '../../../ml/train/recipe.ts';
import type { Several } from '../../contract/training-runs.ts';
import { WorkerRefusal } from '../worker-link.ts';
import type { MadeClassifier } from './classifier.ts';
import type { TrainingDataset } from './dataset.ts';
import type { MakingOptions, Made } from './making.ts';
import { NothingKept } from './run.ts';

/** The trainings of a run of several, in their order. @throws z.ZodError where a change makes no recipe */
export const trialsFor = (recipe: Recipe, several: Several): Trial[] =>
  'seeds' in several ? seedTrials(recipe, several.seeds) : trialsOf(recipe, several.search);

/** For each of so many: the best of them is checked and tested once more after them. */
export const minutesEach = (minutes: number | null, several: number): number | null =>
  minutes === null ? null : minutes / (several + 0.5);

/** One training of several, on that dataset. */
export type MakeTrial = (
  trial: Trial,
  dataset: TrainingDataset,
  stopping: () => boolean,
) => Promise<MadeClassifier>;

/**
 * Trials one after the other, none of which knows of another; then the best by validation becomes the package. A search chooses by
 * validation, and only what it chose is tested. Somebody's stop ends the trial that goes on with the best it has, and the trials with it.
 * @param before results of trials that were done before the run was cut off
 * @throws NothingKept when it was stopped before there was anything; Error when every trial came to nothing; whatever `make` throws
 */
export async function makeBest(
  trials: readonly Trial[],
  several: Several,
  dataset: TrainingDataset,
  before: readonly TrialResult[],
  make: MakeTrial,
  { tell, signal, stopping }: Pick<MakingOptions, 'tell' | 'signal' | 'stopping'>,
): Promise<Made> {
  const kind = 'seeds' in several ? 'seeds' : 'search';
  const of = trials.length;
  const results = [...before];
  const wasCut = () => results.some((result) => 'stoppedAt' in result);
  for (const trial of trials.slice(before.length)) {
    if (wasCut() || (stopping() && bestTrial(results) !== null)) break;
    const { name, recipe } = trial;
    tell({ kind: 'trial', name, done: results.length, of });
    const score = await make(trial, kind === 'search' ? { ...dataset, test: [] } : dataset, stopping).then(
      scoreOf,
      (error: unknown) => {
        signal.throwIfAborted();
        if (error instanceof NothingKept && bestTrial(results) !== null) return null;
        return failureOf(error);
      },
    );
    if (score === null) break;
    results.push({ name, ...score });
    tell({ kind: 'tried', result: { name, ...score }, recipe });
  }
  const best = bestTrial(results);
  if (best === null) throw new Error(`Each of ${of} runs came to nothing. No package was made.`);
  const note = trialNote(kind, results, best);
  tell({ kind: 'note', text: note });
  tell({ kind: 'chosen' });
  const winner = trials.find(({ name }) => name === best.name)!;
  const cut = best.stoppedAt !== undefined;
  const made = await make(winner, { ...dataset, notes: [...dataset.notes, note] }, () => cut);
  if (results.length === of && !wasCut()) return made;
  const asItWas = cut ? `, as epoch ${best.stoppedAt} left it` : '';
  return {
    ...made,
    stopped: `The package is the best of ${results.length} of ${of} runs: ${best.name}${asItWas}.`,
  };
}

/** How a trial did. */
export const scoreOf = ({ validation, recipe, evaluation, stoppedAt }: MadeClassifier): TrialScore =>
  validation
    ? {
        ...{ ...validation, epochs: recipe.epochs },
        ...(stoppedAt !== null && { stoppedAt }),
        ...(evaluation && { test: testFigures(evaluation) }),
      }
    : { failed: 'too few pictures to hold one back to choose by' };

/** @throws the error, unless it is one that ends no search */
export function failureOf(error: unknown): TrialScore {
  const failed = fruitless(error);
  if (failed === null) throw error;
  return { failed };
}

/** Why a run came to nothing by itself: its numbers mean nothing, or nothing can be told by them. Null for any other error. */
export function fruitless(error: unknown): string | null {
  const own = error instanceof RangeError || (error instanceof WorkerRefusal && error.code === 'diverged');
  return own ? error.message : null;
}
