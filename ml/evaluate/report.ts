import type { Evaluation } from './evaluation.ts';
import type { NamedMistakes } from './mistakes.ts';
import type { CurvePoint } from './precision-recall.ts';
import type { RobustnessRow } from './robustness.ts';

/** What is known of a package on one side of a dataset. */
export interface EvaluationReport extends Evaluation {
  readonly model: string;
  readonly dataset: string;
  readonly split: string;
  readonly task: string;
  /** The larger of what the manifest says and what is in model.onnx. */
  readonly parameters: number;
  /** Of model.onnx. */
  readonly bytes: number;
  readonly mistakes: NamedMistakes;
  readonly noise?: RobustnessRow | undefined;
  readonly robustness?: readonly RobustnessRow[];
  readonly gate: { readonly passed: boolean; readonly failed: readonly string[] };
}

/** An evaluation as a page of its own: no script, nothing fetched. */
export function evaluationPage(report: EvaluationReport, curve: readonly CurvePoint[]): string {
  const { model, dataset, split, n, gate, mistakes } = report;
  const rows = report.robustness ?? (report.noise ? [report.noise] : []);
  const name = dataset.split(/[/\\]/).findLast((part) => part !== '') ?? dataset;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escaped(model)} on ${escaped(name)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 0 0 1rem }
td, th { padding: .125rem 1.5rem .125rem 0; text-align: left; font-variant-numeric: tabular-nums }
th { font-weight: 600 }
li { overflow-wrap: anywhere }
b { padding: 0 .5rem; border: 2px solid; border-radius: .25rem }
svg { width: 20rem; max-width: 100% }
</style>
<h1>${escaped(model)}</h1>
<p>${n} pictures of ${escaped(name)} (${escaped(split)}), task ${escaped(report.task)}.</p>
<p><b>${gate.passed ? 'gate passed' : 'gate failed'}</b></p>
${list(gate.failed)}
<h2>Figures</h2>
${table([], figureRows(report))}
<h2>Confusion</h2>
${confusionTable(report.confusion)}
${curve.length > 0 ? `<h2>Precision over recall</h2>\n${plot(curve)}` : ''}
${rows.length > 0 ? `<h2>Under changes</h2>\n${robustnessTable(rows)}` : ''}
<h2>Mistakes</h2>
${section('Escapes: defective, judged pass', mistakes.escapes)}
${section('False rejects: good, judged defect', mistakes.falseRejects)}
${section('Unsure', mistakes.unsure)}
${section('No result', mistakes.noResult)}
${section(
  'Worst first',
  mistakes.worst.map(
    (one) =>
      `${one.name}: is ${one.label}, was called ${one.predicted ?? one.verdict}, score ${one.score.toFixed(3)}`,
  ),
)}
</html>
`;
}

function figureRows(report: EvaluationReport): string[][] {
  const { intervals, ms } = report;
  const between = (interval: readonly [number, number] | undefined) =>
    interval ? `${(100 * interval[0]).toFixed(1)} to ${(100 * interval[1]).toFixed(1)} %` : '';
  const share = (what: string, value: number | undefined, interval?: readonly [number, number]) =>
    value === undefined ? [] : [[what, value.toFixed(4), between(interval)]];
  return [
    ...share('accuracy', report.accuracy, intervals.accuracy),
    ...share('AUROC', report.auroc),
    ...share('precision', report.precision),
    ...share('recall', report.recall),
    ...share('F-beta', report.fBeta),
    ...share('area under precision over recall', report.averagePrecision),
    ...share('expected calibration error', report.ece),
    ...share('AP50', report.ap50),
    ...share('AP50:95', report.ap),
    ...share('pixel AUROC', report.pixelAuroc),
    ...share('mean IoU', report.miou),
    ...share('Dice', report.dice),
    ['escapes', String(report.escapes), between(intervals.escapes)],
    ['false rejects', String(report.falseRejects), between(intervals.falseRejects)],
    ['unsure', String(report.unsure), ''],
    ['no result', String(report.noResult), ''],
    ['time a picture', `${ms.median.toFixed(2)} ms median, ${ms.p95.toFixed(2)} ms p95`, ''],
    ['parameters', String(report.parameters), ''],
    ['model.onnx', `${(report.bytes / 1e6).toFixed(2)} MB`, ''],
  ];
}

function confusionTable(confusion: Evaluation['confusion']): string {
  const answers = [...new Set(Object.values(confusion).flatMap((row) => Object.keys(row)))].toSorted();
  return table(
    ['is \\ was called', ...answers],
    Object.entries(confusion).map(([label, row]) => [
      label,
      ...answers.map((answer) => String(row[answer] ?? 0)),
    ]),
  );
}

function robustnessTable(rows: readonly RobustnessRow[]): string {
  const share = (value: number | undefined) => (value === undefined ? '' : value.toFixed(4));
  return table(
    ['change', 'accuracy', 'AUROC', 'escapes', 'false rejects', 'unsure'],
    rows.map((row) => [
      ...[row.what, share(row.accuracy), share(row.auroc)],
      ...[row.escapes, row.falseRejects, row.unsure].map(String),
    ]),
  );
}

/** Recall to the right, precision upwards; steps, as the area counts them. */
function plot(curve: readonly CurvePoint[]): string {
  const points = curve.flatMap(({ recall, precision }, i) => {
    const before = curve[i - 1]?.recall ?? 0;
    return [before, recall].map((x) => `${(100 * x).toFixed(2)},${(100 - 100 * precision).toFixed(2)}`);
  });
  return `<svg viewBox="-2 -2 104 104" role="img" aria-label="precision over recall, ${curve.length} limits">
<path d="M0 0V100H100" fill="none" stroke="currentColor" opacity=".5"/>
<polyline points="${points.join(' ')}" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: 'td' | 'th') =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${head.length > 0 ? row(head, 'th') : ''}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}

const list = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;

const section = (title: string, lines: readonly string[]): string =>
  `<h3>${escaped(title)}: ${lines.length}</h3>${list(lines)}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
