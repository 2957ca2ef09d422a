import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Evaluation } from '../../ml/evaluate/evaluation.ts';
import { bestOf, spreadOf, type Spread, type Trial } from '../../ml/train/search.ts';
import type { MadeClassifier } from '../host/training/classifier.ts';
import { WorkerRefusal } from '../host/worker-link.ts';

const doneSchema = z.strictObject({
  accuracy: z.number(),
  loss: z.number(),
  epochs: z.number(),
  /** Where the test was asked for. */
  test: z.record(z.string(), z.number()).exactOptional(),
});
const resultSchema = z.union([doneSchema, z.strictObject({ failed: z.string() })]);

/** How a trial did on validation; or why it came to nothing, which ends no search. */
export type TrialResult = { readonly name: string } & z.infer<typeof resultSchema>;
export type DoneTrial = { readonly name: string } & z.infer<typeof doneSchema>;

/** Figures of a test of which a spread is told. */
const tested = ['accuracy', 'auroc', 'escapes', 'falseRejects', 'unsure'] as const;

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
    const before = await readResult(file);
    const result = before ?? (await run(trial).then(resultOf, failureOf));
    if (before === null) {
      await mkdir(folder, { recursive: true });
      await writeFile(`${file}.making`, JSON.stringify(result));
      await rename(`${file}.making`, file);
    }
    results.push({ name: trial.name, ...result });
    const how =
      'failed' in result
        ? result.failed
        : `validation ${percent(result.accuracy)}, loss ${result.loss.toFixed(4)}`;
    say(`${trial.name} (${i + 1} of ${trials.length}): ${how}${before ? ', from before' : ''}`);
  }
  return results;
}

/** The one that did best on validation; null where all came to nothing. */
export function bestTrial(results: readonly TrialResult[]): DoneTrial | null {
  const done = results.filter((result) => 'accuracy' in result);
  return done[bestOf(done)] ?? null;
}

/** Why a run came to nothing by itself: its numbers mean nothing, or nothing can be told by them. Null for any other error. */
export function fruitless(error: unknown): string | null {
  const own = error instanceof RangeError || (error instanceof WorkerRefusal && error.code === 'diverged');
  return own ? error.message : null;
}

function failureOf(error: unknown): z.infer<typeof resultSchema> {
  const failed = fruitless(error);
  if (failed === null) throw error;
  return { failed };
}

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

const resultOf = ({ validation, recipe, evaluation }: MadeClassifier): z.infer<typeof resultSchema> =>
  validation
    ? { ...validation, epochs: recipe.epochs, ...(evaluation && { test: figuresOf(evaluation) }) }
    : { failed: 'too few pictures to hold one back to choose by' };

const figuresOf = (evaluation: Evaluation): Record<string, number> =>
  Object.fromEntries(
    tested.flatMap((name) => (evaluation[name] === undefined ? [] : [[name, evaluation[name]] as const])),
  );

async function readResult(file: string): Promise<z.infer<typeof resultSchema> | null> {
  const content = await readFile(file, 'utf8').catch(() => null);
  if (content === null) return null;
  try {
    return resultSchema.parse(JSON.parse(content));
  } catch {
    return null;
  }
}

/** How far the trials lie apart: their validation, and their test where each was tested. */
export function spreadOfTrials(results: readonly TrialResult[]): Readonly<Record<string, Spread>> {
  const done = results.filter((result) => 'accuracy' in result);
  const spread: Record<string, Spread> = {
    validationAccuracy: spreadOf(done.map(({ accuracy }) => accuracy)),
  };
  for (const name of tested) {
    const values = done.flatMap(({ test }) => (test?.[name] === undefined ? [] : [test[name]]));
    if (values.length === done.length) spread[name] = spreadOf(values);
  }
  return spread;
}

/** What the card says of them, in a sentence or two. */
export function trialNote(
  kind: 'seeds' | 'search',
  results: readonly TrialResult[],
  best: DoneTrial,
): string {
  const { validationAccuracy, ...test } = spreadOfTrials(results);
  const range = ({ least, most, mean }: Spread, show: (value: number) => string) =>
    `${show(least)} to ${show(most)}, mean ${show(mean)}`;
  const failed = results.filter((result) => 'failed' in result).length;
  const came = failed > 0 ? `, ${failed} of which came to nothing` : '';
  const validation = `validation ${range(validationAccuracy!, percent)}`;
  if (kind === 'search')
    return `Chosen by validation among ${results.length} trials${came} (${validation}): ${best.name}. The test came after.`;
  const plain = (value: number) => `${Number(value.toPrecision(3))}`;
  const tests = Object.entries(test).map(
    ([figure, spread]) => `; test ${figure} ${range(spread, figure === 'accuracy' ? percent : plain)}`,
  );
  return `${results.length} runs from other chance${came}: ${validation}${tests.join('')}. This one did best on validation: ${best.name}.`;
}

export const removeTrials = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
