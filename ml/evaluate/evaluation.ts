import type { Manifest } from '../package/manifest.ts';
import type { Verdict } from '../verdict/result.ts';
import { auroc } from './auroc.ts';
import { averagePrecision, type DetectionCase } from './average-precision.ts';
import { calibrationError } from './calibration-error.ts';
import { addPixels, meanOverlap, noPixels, type PixelCounts } from './mean-overlap.ts';

/** One picture of a dataset, its label, and what was answered. */
export interface EvaluatedCase {
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

/** Measured on a dataset; the names are those other programs rely on (DESIGN.md section 9). */
export interface Evaluation {
  readonly n: number;
  readonly accuracy?: number;
  readonly auroc?: number;
  /** Of the strongest class where `accuracy` counts that, else of the score as the chance of a defect. */
  readonly ece?: number;
  readonly ap50?: number;
  readonly ap?: number;
  readonly miou?: number;
  readonly dice?: number;
  /** By label, then by what was answered. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Defective, judged pass. */
  readonly escapes: number;
  /** Good, judged defect. */
  readonly falseRejects: number;
  readonly unsure: number;
  readonly noResult: number;
  readonly msPerImage: number;
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

/** What the answers come to. Labels that mean `info` count only where the strongest class is the answer. */
export function evaluationOf(
  manifest: Pick<Manifest, 'classes'>,
  cases: readonly EvaluatedCase[],
): Evaluation {
  const asClass = byClass(manifest, cases);
  const answered = ({ predicted, verdict }: EvaluatedCase): string =>
    asClass ? (predicted ?? verdict) : verdict;
  const counted = asClass ? cases : cases.filter(({ truth }) => truth !== 'info');
  const right = counted.filter((one) => isRight(one, asClass)).length;
  const confusion: Record<string, Record<string, number>> = {};
  for (const one of cases) {
    const row = (confusion[one.label] ??= {});
    row[answered(one)] = (row[answered(one)] ?? 0) + 1;
  }
  const judged = cases.filter(({ truth, verdict }) => truth !== 'info' && verdict !== 'no-result');
  const defects = manifest.classes.some(({ verdict }) => verdict === 'defect');
  const area = defects
    ? auroc(
        judged.map(({ score }) => score),
        judged.map(({ truth }) => truth === 'defect'),
      )
    : undefined;
  const named = counted.filter(({ confidence }) => confidence !== undefined);
  const ece = asClass
    ? calibrationError(named.map((one) => ({ confidence: one.confidence ?? 0, right: isRight(one, true) })))
    : defects
      ? calibrationError(judged.map(({ score, truth }) => ({ confidence: score, right: truth === 'defect' })))
      : undefined;
  const precision = averagePrecision(cases.flatMap(({ detection }) => detection ?? []));
  const overlap = meanOverlap(cases.flatMap(({ pixels }) => pixels ?? []).reduce(addPixels, noPixels));
  const count = (truth: EvaluatedCase['truth'], verdict: Verdict): number =>
    cases.filter((one) => one.truth === truth && one.verdict === verdict).length;
  return {
    n: cases.length,
    ...(counted.length > 0 && { accuracy: right / counted.length }),
    ...(area !== undefined && { auroc: area }),
    ...(ece !== undefined && { ece }),
    ...precision,
    ...overlap,
    confusion,
    escapes: count('defect', 'pass'),
    falseRejects: count('pass', 'defect'),
    unsure: cases.filter(({ verdict }) => verdict === 'unsure').length,
    noResult: cases.filter(({ verdict }) => verdict === 'no-result').length,
    msPerImage: cases.length === 0 ? 0 : cases.reduce((sum, { ms }) => sum + ms, 0) / cases.length,
  };
}

/** What an evaluation must reach. */
export interface Gate {
  readonly minAccuracy?: number | undefined;
  readonly minAuroc?: number | undefined;
  readonly maxEscapes?: number | undefined;
  readonly maxFalseRejects?: number | undefined;
}

/** In words, where it does not. A figure that could not be measured is not reached, nor is any while pictures have no result. */
export function gateFailures(evaluation: Evaluation, gate: Gate): readonly string[] {
  const failures: string[] = [];
  const least = (what: string, got: number | undefined, wanted: number | undefined): void => {
    if (wanted === undefined || (got !== undefined && got >= wanted)) return;
    failures.push(
      `${what} is ${got === undefined ? 'not known' : Number(got.toFixed(6))}, at least ${wanted} was asked for`,
    );
  };
  const most = (what: string, got: number, wanted: number | undefined): void => {
    if (wanted !== undefined && got > wanted) failures.push(`${got} ${what}, at most ${wanted} allowed`);
  };
  least('accuracy', evaluation.accuracy, gate.minAccuracy);
  least('AUROC', evaluation.auroc, gate.minAuroc);
  most('escapes', evaluation.escapes, gate.maxEscapes);
  most('false rejects', evaluation.falseRejects, gate.maxFalseRejects);
  if (Object.values(gate).some((limit) => limit !== undefined))
    most('pictures without a result', evaluation.noResult, 0);
  return failures;
}
