import { chooseLimits, type Limits, type LimitTargets } from '../evaluate/limits.ts';
import { quantile } from '../evaluate/quantile.ts';

/** What the limits of an anomaly model mean, and the numbers they rest on. */
export interface AnomalyLimits {
  /** Raw scores: at or below `pass` is pass, at or above `defect` is defect. */
  readonly raw: { readonly pass: number; readonly defect: number };
  readonly calibration: { readonly a: number; readonly b: number };
  readonly thresholds: { readonly pass: number; readonly defect: number };
}

/** Where the two limits lie on the scale of scores, whatever the raw distances are. */
const thresholds = { pass: 0.4, defect: 0.6 } as const;

/** What is asked of the limits: shares of good pictures that may score above each. */
export interface GoodShares {
  /** Above the pass limit: unsure, or worse. */
  readonly unsure: number;
  /** From the defect limit on. */
  readonly rejected: number;
}

/** 1 % unsure; the defect limit lies four standard deviations out, beyond which 3 in 100,000 of a log-normal lie. */
export const usualShares: GoodShares = { unsure: 0.01, rejected: 3.167e-5 };

/**
 * Limits from the raw scores of good pictures that were held back from fitting. Each is what the asked share of good pictures lies above: the
 * larger of the observed quantile and that of a log-normal through the scores (a dozen pictures show no 99 % quantile, their spread
 * does); the defect limit lies at least a tenth above the pass limit. Between the two: unsure. How many defects these limits let pass, good
 * pictures cannot say.
 *
 * Then `score = sigmoid(a · raw + b)` puts the pass limit at 0.4 and the defect limit at 0.6.
 *
 * @throws RangeError with fewer than two scores, or one that is not a positive number
 */
export function limitsFromGood(
  heldBack: readonly number[],
  { unsure, rejected }: GoodShares = usualShares,
): AnomalyLimits {
  if (heldBack.length < 2)
    throw new RangeError(`limits need at least 2 held-back good pictures, got ${heldBack.length}`);
  const wrong = heldBack.find((score) => !(score > 0 && Number.isFinite(score)));
  if (wrong !== undefined) throw new RangeError(`a raw score must be a positive number, got ${wrong}`);
  const logs = heldBack.map(Math.log);
  const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (logs.length - 1));
  const above = (share: number) =>
    Math.max(quantile(heldBack, 1 - share), Math.exp(mean + normalQuantile(1 - share) * deviation));
  const pass = above(unsure);
  const defect = Math.max(above(rejected), 1.1 * pass);
  const a = (logit(thresholds.defect) - logit(thresholds.pass)) / (defect - pass);
  return { raw: { pass, defect }, calibration: { a, b: logit(thresholds.pass) - a * pass }, thresholds };
}

/**
 * Limits from both kinds, where defective pictures are at hand that nothing was fitted to: how many of them pass is then known, and bounded.
 * What good pictures alone say of the pass limit still holds: others may be fainter than these. Scores keep their scale.
 * @param heldBack raw scores of good pictures
 * @param defective scores (0 to 1, on the scale of `limits`) of defective ones
 * @throws RangeError as `chooseLimits`
 */
export function limitsFromBoth(
  { calibration }: AnomalyLimits,
  heldBack: readonly number[],
  defective: readonly number[],
  targets: LimitTargets,
  shares: GoodShares,
): { readonly limits: AnomalyLimits; readonly proof: Limits } {
  const { a, b } = calibration;
  const score = (raw: number) => 1 / (1 + Math.exp(-(a * raw + b)));
  const raw = (limit: number) => (logit(limit) - b) / a;
  const highestPass = score(limitsFromGood(heldBack, shares).raw.pass);
  const proof = chooseLimits(defective, heldBack.map(score), targets, 0.95, highestPass);
  const { pass, defect } = proof;
  return {
    limits: { raw: { pass: raw(pass), defect: raw(defect) }, calibration, thresholds: { pass, defect } },
    proof,
  };
}

const logit = (p: number): number => Math.log(p / (1 - p));

/**
 * The value that a standard normal stays below with this probability, to 2e-9 (Acklam's rational approximation, 2003).
 * @param share between 0 and 1, both excluded
 */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  if (share < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(share));
    return polynomial(tail.over, q) / polynomial(tail.under, q);
  }
  const q = share - 0.5;
  return (polynomial(middle.over, q * q) * q) / polynomial(middle.under, q * q);
}

/** Coefficients, highest power first. */
const middle = {
  over: [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ],
  under: [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
  ],
};
const tail = {
  over: [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  under: [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1],
};
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
