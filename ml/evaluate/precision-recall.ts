import { matchBoxes, type DetectionCase } from './matching.ts';

/** What was said to be there and is, what is there and was not said, what was said and is not there. */
export interface Counts {
  readonly hit: number;
  readonly missed: number;
  readonly falseAlarm: number;
}

export interface PrecisionRecall {
  /** Share right of what was said; absent where nothing was said. */
  readonly precision?: number;
  /** Share said of what is there; absent where nothing is there. */
  readonly recall?: number;
  /** Their weighted harmonic mean; absent where nothing is there and nothing was said. */
  readonly fBeta?: number;
}

/**
 * Precision, recall and F-beta, `(1 + β²) P R / (β² P + R)`, from counts: `(1 + β²) hit / ((1 + β²) hit + β² missed + falseAlarm)` is the
 * same and has a value where one of the two has none (van Rijsbergen 1979, chapter 7). A recall counts β times as much as a precision.
 */
export function precisionRecall({ hit, missed, falseAlarm }: Counts, beta: number): PrecisionRecall {
  const square = beta * beta;
  const whole = (1 + square) * hit + square * missed + falseAlarm;
  return {
    ...(hit + falseAlarm > 0 && { precision: hit / (hit + falseAlarm) }),
    ...(hit + missed > 0 && { recall: hit / (hit + missed) }),
    ...(whole > 0 && { fBeta: ((1 + square) * hit) / whole }),
  };
}

/** Boxes found, missed and imagined over all pictures: counted once and together, so that no batch size matters. */
export function countBoxes(cases: readonly DetectionCase[], overlap: number): Counts {
  let [hit, said, there] = [0, 0, 0];
  for (const { truth, found } of cases) {
    said += found.length;
    there += truth.length;
    for (const name of new Set(truth.map((each) => each.class))) {
      const boxes = truth.filter((each) => each.class === name).map(({ box }) => box);
      const own = found.filter((each) => each.class === name);
      hit += matchBoxes(boxes, own, overlap).filter(Boolean).length;
    }
  }
  return { hit, missed: there - hit, falseAlarm: said - hit };
}

/** One place on the curve: from this score on, everything is said to be defective. */
export interface CurvePoint {
  readonly score: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Precision over recall as the limit falls, one point for each distinct score, the highest first; and the area under it as steps,
 * `Σ (Rₙ − Rₙ₋₁) Pₙ` (average precision without interpolation, as scikit-learn has it).
 * @returns undefined where nothing is defective
 * @throws RangeError for a score that is not a number, or lists of unequal length
 */
export function precisionRecallCurve(
  scores: readonly number[],
  defective: readonly boolean[],
): { readonly points: readonly CurvePoint[]; readonly averagePrecision: number } | undefined {
  if (scores.length !== defective.length)
    throw new RangeError(`${scores.length} scores for ${defective.length} labels`);
  if (scores.some(Number.isNaN)) throw new RangeError('a score is not a number');
  const there = defective.filter(Boolean).length;
  if (there === 0) return undefined;
  const order = scores.map((_, i) => i).toSorted((one, other) => scores[other]! - scores[one]!);
  const points: CurvePoint[] = [];
  let [hit, area, before] = [0, 0, 0];
  for (const [i, at] of order.entries()) {
    hit += Number(defective[at]);
    const next = order[i + 1];
    if (next !== undefined && scores[next] === scores[at]) continue;
    const [precision, recall] = [hit / (i + 1), hit / there];
    points.push({ score: scores[at]!, precision, recall });
    area += (recall - before) * precision;
    before = recall;
  }
  return { points, averagePrecision: area };
}
