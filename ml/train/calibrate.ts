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

/** Of good pictures, how many may score above the pass limit: 1 %. */
const passQuantile = 0.99;
/** Standard deviations above the mean of the logarithm: 2.33 leaves 1 % of a log-normal above, 4 leaves 3 in 100,000. */
const passDeviations = 2.33;
const defectDeviations = 4;

/**
 * Limits from the raw scores of good pictures that were held back from fitting.
 *
 * - pass limit: what 99 % of good pictures stay below: the larger of the observed quantile and that of a log-normal through the scores (a
 *   dozen pictures show no 99 % quantile, their spread does)
 * - defect limit: four standard deviations of the log-normal above its mean, and at least a tenth above the pass limit; between the two: unsure
 *
 * Then `score = sigmoid(a · raw + b)` puts the pass limit at 0.4 and the defect limit at 0.6.
 *
 * @throws RangeError with fewer than two scores, or one that is not a positive number
 */
export function limitsFromGood(heldBack: readonly number[]): AnomalyLimits {
  if (heldBack.length < 2)
    throw new RangeError(`limits need at least 2 held-back good pictures, got ${heldBack.length}`);
  const wrong = heldBack.find((score) => !(score > 0 && Number.isFinite(score)));
  if (wrong !== undefined) throw new RangeError(`a raw score must be a positive number, got ${wrong}`);
  const logs = heldBack.map(Math.log);
  const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (logs.length - 1));
  const pass = Math.max(quantile(heldBack, passQuantile), Math.exp(mean + passDeviations * deviation));
  const defect = Math.max(Math.exp(mean + defectDeviations * deviation), 1.1 * pass);
  const a = (logit(thresholds.defect) - logit(thresholds.pass)) / (defect - pass);
  return { raw: { pass, defect }, calibration: { a, b: logit(thresholds.pass) - a * pass }, thresholds };
}

const logit = (p: number): number => Math.log(p / (1 - p));
