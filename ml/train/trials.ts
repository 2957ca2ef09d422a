import { z } from 'zod';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { bestOf, spreadOf, type Spread } from './search.ts';

const doneSchema = z.strictObject({
  /** On validation, of the finished model: the share that was right, and the mean cross entropy. */
  accuracy: z.number(),
  loss: z.number(),
  epochs: z.number(),
  /** The epoch it was stopped at by a person. */
  stoppedAt: z.number().exactOptional(),
  /** Where the test was asked for. */
  test: z.record(z.string(), z.number()).exactOptional(),
});
/** How a trial did; or why it came to nothing, which ends no search. */
const failedSchema = z.strictObject({ failed: z.string() });
export const trialScoreSchema = z.union([doneSchema, failedSchema]);
export type TrialScore = z.infer<typeof trialScoreSchema>;
const named = { name: z.string() };
export const trialResultSchema = z.union([doneSchema.extend(named), failedSchema.extend(named)]);
export type TrialResult = z.infer<typeof trialResultSchema>;
export type DoneTrial = Extract<TrialResult, { readonly accuracy: number }>;

/** Figures of a test of which a spread is told. */
const tested = ['accuracy', 'auroc', 'escapes', 'falseRejects', 'unsure'] as const;

export const testFigures = (evaluation: Evaluation): Record<string, number> =>
  Object.fromEntries(
    tested.flatMap((name) => (evaluation[name] === undefined ? [] : [[name, evaluation[name]] as const])),
  );

const doneOf = (results: readonly TrialResult[]): DoneTrial[] =>
  results.filter((result) => 'accuracy' in result);

/** The one that did best on validation; null where all came to nothing. */
export function bestTrial(results: readonly TrialResult[]): DoneTrial | null {
  const done = doneOf(results);
  return done[bestOf(done)] ?? null;
}

/** How far the trials lie apart that were trained to their end: their validation, and their test where each was tested. */
export function spreadOfTrials(results: readonly TrialResult[]): Readonly<Record<string, Spread>> {
  const all = doneOf(results);
  const whole = all.filter(({ stoppedAt }) => stoppedAt === undefined);
  const done = whole.length > 0 ? whole : all;
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

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
