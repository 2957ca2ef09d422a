import type { Comparison } from '../../ml/evaluate/comparison.ts';
import type { Evaluation } from '../../ml/evaluate/evaluation.ts';
import type { EvaluationReport } from '../../ml/evaluate/report.ts';
import type { RobustnessRow } from '../../ml/evaluate/robustness.ts';

/** What `loupe evaluate` answers (DESIGN.md section 9). */
export interface EvaluationAnswer extends EvaluationReport {
  /** SHA-256 of the list, where the dataset is one of the station. */
  readonly datasetHash?: string;
  readonly against?: Evaluation & { readonly model: string; readonly comparison: Comparison };
}

/** The answer for a person. */
export function sentences({ model, against, gate, mistakes, ...answer }: EvaluationAnswer): string {
  const rows = answer.robustness ?? (answer.noise ? [answer.noise] : []);
  return [
    ...figures(model, answer),
    `size           ${answer.parameters} parameters, ${(answer.bytes / 1e6).toFixed(2)} MB`,
    ...names('escaped', mistakes.escapes),
    ...names('rejected', mistakes.falseRejects),
    ...rows.map((row) => `${row.what}: ${rowInWords(row)}`),
    ...(against ? ['', ...figures(against.model, against), '', inWords(against)] : []),
    ...gate.failed.map((failure) => `failed: ${failure}`),
  ].join('\n');
}

function figures(model: string, evaluation: Evaluation): string[] {
  const { n, accuracy, intervals, escapes, falseRejects, unsure, noResult, ms } = evaluation;
  const line = (name: string, value: string | number) => `${name.padEnd(15)}${value}`;
  const share = (name: string, value: number | undefined) =>
    value === undefined ? [] : [line(name, value.toFixed(4))];
  const between = (interval: readonly [number, number] | undefined) =>
    interval ? ` (95 %: ${(100 * interval[0]).toFixed(2)} to ${(100 * interval[1]).toFixed(2)} %)` : '';
  return [
    `${model} on ${n} pictures, ${ms.median.toFixed(2)} ms each (p95 ${ms.p95.toFixed(2)})`,
    ...(accuracy === undefined
      ? []
      : [line('accuracy', `${(100 * accuracy).toFixed(2)} %${between(intervals.accuracy)}`)]),
    ...share('AUROC', evaluation.auroc),
    ...share('precision', evaluation.precision),
    ...share('recall', evaluation.recall),
    ...share('F-beta', evaluation.fBeta),
    ...share('PR area', evaluation.averagePrecision),
    ...share('ECE', evaluation.ece),
    ...share('AP50', evaluation.ap50),
    ...share('AP', evaluation.ap),
    ...share('pixel AUROC', evaluation.pixelAuroc),
    ...share('mIoU', evaluation.miou),
    ...share('Dice', evaluation.dice),
    line('escapes', `${escapes}${between(intervals.escapes)}`),
    line('false rejects', `${falseRejects}${between(intervals.falseRejects)}`),
    line('unsure', unsure),
    line('no result', noResult),
  ];
}

/** The first few; all of them are in the JSON and in the report. */
function names(what: string, files: readonly string[]): string[] {
  const more = files.length > 10 ? [`${what.padEnd(15)}and ${files.length - 10} more`] : [];
  return [...files.slice(0, 10).map((file) => `${what.padEnd(15)}${file}`), ...more];
}

function rowInWords({ accuracy, auroc, escapes, falseRejects }: RobustnessRow): string {
  return [
    ...(accuracy === undefined ? [] : [`accuracy ${(100 * accuracy).toFixed(2)} %`]),
    ...(auroc === undefined
      ? []
      : [`AUROC ${auroc.toFixed(4)}`, `${escapes} escapes`, `${falseRejects} false rejects`]),
  ].join(', ');
}

function inWords({ model, comparison }: { readonly model: string; readonly comparison: Comparison }): string {
  const { answer, onlyFirst, onlySecond, difference, interval, p } = comparison;
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  return (
    `${answer === 'not distinguishable' ? 'not distinguishable from' : `${answer} than`} ${model}: right where it is wrong on ${onlyFirst}, ` +
    `wrong where it is right on ${onlySecond}; difference ${percent(difference)} ` +
    `(${percent(interval[0])} to ${percent(interval[1])}), p = ${p.toPrecision(2)}`
  );
}
