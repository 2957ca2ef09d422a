import { upperBound } from './bound.ts';
import type { Claim, Limits } from './limits.ts';

/** Scores of pictures whose truth is known, from low to high, so that limits are counted by bisection while somebody moves them. */
export interface SortedScores {
  readonly defects: Float64Array;
  readonly good: Float64Array;
}

export const sortScores = (defects: readonly number[], good: readonly number[]): SortedScores => ({
  defects: Float64Array.from(defects).toSorted(),
  good: Float64Array.from(good).toSorted(),
});

export type LimitCounts = Pick<Limits, 'missed' | 'rejected' | 'unsure'>;

/**
 * What limits come to on these scores, by the rule of `ml/verdict/judge.ts`: from `defect` on a defect, else up to `pass` a pass, else unsure.
 * @param confidence of the bounds, one-sided
 */
export function countAt(
  { defects, good }: SortedScores,
  { pass, defect }: Pick<Limits, 'pass' | 'defect'>,
  confidence = 0.95,
): LimitCounts {
  const claim = (hits: number, of: number): Claim => ({ hits, of, bound: upperBound(hits, of, confidence) });
  const [passedDefects, passedGood] = [defects, good].map((scores) =>
    Math.min(countBelow(scores, pass, true), countBelow(scores, defect, false)),
  ) as [number, number];
  const [heldDefects, heldGood] = [defects, good].map(
    (scores) => scores.length - countBelow(scores, defect, false),
  ) as [number, number];
  return {
    missed: claim(passedDefects, defects.length),
    rejected: claim(heldGood, good.length),
    unsure: defects.length + good.length - passedDefects - passedGood - heldDefects - heldGood,
  };
}

/** How many of sorted scores lie below a value, or at it. */
function countBelow(sorted: Float64Array, value: number, orAt: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const score = sorted[middle]!;
    if (score < value || (orAt && score === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
