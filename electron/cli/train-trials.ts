import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Trial } from '../../ml/train/search.ts';
import { trialScoreSchema, type TrialResult, type TrialScore } from '../../ml/train/trials.ts';
import type { MadeClassifier } from '../host/training/classifier.ts';
import { failureOf, scoreOf } from '../host/training/several.ts';

/**
 * Runs trials one after the other; those that were done before, in the folder, are not run again. None knows of another.
 * @param keyOf all that decides a trial, as a hash
 */
export async function runTrials(
  trials: readonly Trial[],
  folder: string,
  keyOf: (trial: Trial) => string,
  run: (trial: Trial) => Promise<MadeClassifier>,
  say: (line: string) => void,
): Promise<TrialResult[]> {
  const results: TrialResult[] = [];
  for (const [i, trial] of trials.entries()) {
    const file = join(folder, `${keyOf(trial).slice(0, 16)}.json`);
    const before = await readScore(file);
    const score = before ?? (await run(trial).then(scoreOf, failureOf));
    if (before === null) {
      await mkdir(folder, { recursive: true });
      await writeFile(`${file}.making`, JSON.stringify(score));
      await rename(`${file}.making`, file);
    }
    results.push({ name: trial.name, ...score });
    const how =
      'failed' in score
        ? score.failed
        : `validation ${(100 * score.accuracy).toFixed(2)} %, loss ${score.loss.toFixed(4)}`;
    say(`${trial.name} (${i + 1} of ${trials.length}): ${how}${before ? ', from before' : ''}`);
  }
  return results;
}

async function readScore(file: string): Promise<TrialScore | null> {
  const content = await readFile(file, 'utf8').catch(() => null);
  if (content === null) return null;
  try {
    return trialScoreSchema.parse(JSON.parse(content));
  } catch {
    return null;
  }
}

export const removeTrials = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
