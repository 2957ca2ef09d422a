import type { Manifest } from '../package/manifest.ts';
import type { Verdict } from '../verdict/result.ts';
import { auroc } from './auroc.ts';
import { averagePrecision } from './average-precision.ts';
import { calibrationError } from './calibration-error.ts';
import { classFigures, type Confusion } from './class-figures.ts';
import { wilson } from './interval.ts';
import type { DetectionCase } from './matching.ts';
import { addPixels, meanOverlap, noPixels, type PixelCounts } from './mean-overlap.ts';
import {
  countBoxes,
  precisionRecall,
  precisionRecallCurve,
  type PrecisionRecall,
} from './precision-recall.ts';
import { quantile } from './quantile.ts';

/** One picture of a dataset, its label, and what was answered. */
export interface EvaluatedCase {
  /** File, or place in the dataset. */
  readonly name?: string;
  readonly label: string;
  /** What the label means. */
  readonly truth: 'pass' | 'defect' | 'info';
  readonly verdict: Verdict;
  readonly score: number;
  /** The strongest class, where the model tells classes apart. */
  readonly predicted?: string;
  /** Of the strongest class. */
  readonly confidence?: number;
  /** Where the dataset knows boxes. */
  readonly detection?: DetectionCase;
  /** Where the dataset has masks and the model a map. */
  readonly pixels?: PixelCounts;
  readonly ms: number;
}

type Interval = readonly [low: number, high: number];

/** Measured on a dataset; the names are those other programs rely on (DESIGN.md section 9). */
export interface Evaluation extends PrecisionRecall {
  readonly n: number;
  readonly accuracy?: number;
  /** Wilson, 95 %, of `accuracy` and of the shares of defective pictures that pass and of good ones that are rejected. */
  readonly intervals: {
    readonly accuracy?: Interval;
    readonly escapes?: Interval;
    readonly falseRejects?: Interval;
  };
  readonly auroc?: number;
  /** Area under precision over recall of the score. */
  readonly averagePrecision?: number;
  /** Of the strongest class where `accuracy` counts that, else of the score as the chance of a defect. */
  readonly ece?: number;
  readonly ap50?: number;
  readonly ap?: number;
  readonly pixelAuroc?: number;
  readonly miou?: number;
  readonly dice?: number;
  readonly confusion: Confusion;
  /** Where the strongest class is the answer. */
  readonly perClass?: ReturnType<typeof classFigures>;
  /** Defective, judged pass. */
  readonly escapes: number;
  /** Good, judged defect. */
  readonly falseRejects: number;
  readonly unsure: number;
  readonly noResult: number;
  readonly msPerImage: number;
  readonly ms: { readonly median: number; readonly p95: number };
}

export interface EvaluationOptions {
  /** How many times as much as precision recall counts in `fBeta`: 2, as a missed defect is worse than a false alarm. */
  readonly beta?: number;
  /** Least intersection over union of a box that counts as found in `precision`, `recall` and `fBeta`. */
  readonly overlap?: number;
  /** Gathered while the pictures were judged: pixels are too many to keep. */
  readonly pixelAuroc?: number | undefined;
}

/** Labels are the model's own classes, and it names one for every picture: then the strongest class is its answer, else the verdict. */
export function byClass({ classes }: Pick<Manifest, 'classes'>, cases: readonly EvaluatedCase[]): boolean {
  const own = new Set(classes.map(({ name }) => name));
  return cases.every(
    ({ label, predicted, verdict }) => own.has(label) && (predicted !== undefined || verdict === 'no-result'),
  );
}

/** Whether an answer is right; neither `unsure` nor `no-result` is. */
export const isRight = (one: EvaluatedCase, asClass: boolean): boolean =>
  asClass ? one.predicted === one.label : one.verdict === one.truth;

/**
 * What the answers come to. Labels that mean `info` count only where the strongest class is the answer. `precision`, `recall` and `fBeta` are of
 * the boxes where the dataset knows boxes, else of the pictures judged `defect`.
 */
export function evaluationOf(
  manifest: Pick<Manifest, 'classes'>,
  cases: readonly EvaluatedCase[],
  { beta = 2, overlap = 0.4, pixelAuroc }: EvaluationOptions = {},
): Evaluation {
  const asClass = byClass(manifest, cases);
  const counted = asClass ? cases : cases.filter(({ truth }) => truth !== 'info');
  const right = counted.filter((one) => isRight(one, asClass)).length;
  const count = (truth: EvaluatedCase['truth'], verdict?: Verdict): number =>
    cases.filter((one) => one.truth === truth && (verdict === undefined || one.verdict === verdict)).length;
  const [good, defective] = [count('pass'), count('defect')];
  const [escapes, falseRejects, caught] = [
    count('defect', 'pass'),
    count('pass', 'defect'),
    count('defect', 'defect'),
  ];
  const boxes = cases.flatMap(({ detection }) => detection ?? []);
  const defects = manifest.classes.some(({ verdict }) => verdict === 'defect');
  const found =
    boxes.length > 0
      ? countBoxes(boxes, overlap)
      : { hit: caught, missed: defective - caught, falseAlarm: falseRejects };
  const confusion = confusionOf(cases, asClass);
  const ms = cases.map((one) => one.ms);
  return {
    n: cases.length,
    ...(counted.length > 0 && { accuracy: right / counted.length }),
    intervals: {
      ...(counted.length > 0 && { accuracy: wilson(right, counted.length) }),
      ...(defects && defective > 0 && { escapes: wilson(escapes, defective) }),
      ...(defects && good > 0 && { falseRejects: wilson(falseRejects, good) }),
    },
    ...(defects && ranking(cases)),
    ...((defects || boxes.length > 0) && precisionRecall(found, beta)),
    ...calibration(counted, asClass, defects),
    ...averagePrecision(boxes),
    ...(pixelAuroc !== undefined && { pixelAuroc }),
    ...meanOverlap(cases.flatMap(({ pixels }) => pixels ?? []).reduce(addPixels, noPixels)),
    confusion,
    ...(asClass && cases.length > 0 && { perClass: classFigures(confusion) }),
    ...{ escapes, falseRejects },
    unsure: cases.filter(({ verdict }) => verdict === 'unsure').length,
    noResult: cases.filter(({ verdict }) => verdict === 'no-result').length,
    msPerImage: ms.length === 0 ? 0 : ms.reduce((sum, one) => sum + one, 0) / ms.length,
    ms: ms.length === 0 ? { median: 0, p95: 0 } : { median: quantile(ms, 0.5), p95: quantile(ms, 0.95) },
  };
}

function confusionOf(cases: readonly EvaluatedCase[], asClass: boolean): Confusion {
  const confusion: Record<string, Record<string, number>> = {};
  for (const { label, predicted, verdict } of cases) {
    const row = (confusion[label] ??= {});
    const answer = asClass ? (predicted ?? verdict) : verdict;
    row[answer] = (row[answer] ?? 0) + 1;
  }
  return confusion;
}

/** How well the score tells defective from good, whatever the limits. */
function ranking(cases: readonly EvaluatedCase[]): Pick<Evaluation, 'auroc' | 'averagePrecision'> {
  const judged = judgedOf(cases);
  const scores = judged.map(({ score }) => score);
  const defective = judged.map(({ truth }) => truth === 'defect');
  const area = auroc(scores, defective);
  const curve = area === undefined ? undefined : precisionRecallCurve(scores, defective);
  return {
    ...(area !== undefined && { auroc: area }),
    ...(curve && { averagePrecision: curve.averagePrecision }),
  };
}

/** Of the pictures with a result and a meaning. */
export const judgedOf = (cases: readonly EvaluatedCase[]): readonly EvaluatedCase[] =>
  cases.filter(({ truth, verdict }) => truth !== 'info' && verdict !== 'no-result');

function calibration(
  counted: readonly EvaluatedCase[],
  asClass: boolean,
  defects: boolean,
): Pick<Evaluation, 'ece'> {
  const said = asClass
    ? counted.flatMap((one) =>
        one.confidence === undefined ? [] : { confidence: one.confidence, right: isRight(one, true) },
      )
    : defects
      ? judgedOf(counted).map(({ score, truth }) => ({ confidence: score, right: truth === 'defect' }))
      : [];
  const ece = calibrationError(said);
  return ece === undefined ? {} : { ece };
}
