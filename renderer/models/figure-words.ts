import type { EvaluationInfo } from '../../electron/contract/evaluations.ts';
import { wilson } from '../../ml/evaluate/interval.ts';
import type { Split } from '../../ml/dataset/dataset.ts';

export const splitWords: Record<Split, string> = { train: 'training', valid: 'validation', test: 'test' };

export interface CountRow {
  readonly name: string;
  /** `1 of 60` */
  readonly counted: string;
  /** `0.3 to 8.9 %`, Wilson's at 95 %; empty where nothing was counted. */
  readonly interval: string;
}

const row = (name: string, hits: number, of: number): CountRow => {
  const [low, high] = wilson(hits, of).map((share) => (100 * share).toFixed(1));
  return { name, counted: `${hits} of ${of}`, interval: of === 0 ? '' : `${low} to ${high} %` };
};

/** Counts with their intervals, what is worst first. */
export function countRows({ figures, defective, good }: EvaluationInfo): readonly CountRow[] {
  const { n, escapes, falseRejects, unsure, noResult, accuracy } = figures;
  return [
    ...(defective > 0 ? [row('Escapes: defective, judged pass', escapes, defective)] : []),
    ...(good > 0 ? [row('False rejects: good, judged defect', falseRejects, good)] : []),
    ...(defective + good > 0 ? [row('Unsure', unsure, n)] : []),
    row('No result', noResult, n),
    ...(accuracy === undefined ? [] : [row('Right answers', Math.round(accuracy * n), n)]),
  ];
}

/** Figures without an interval, as name and value. */
export function otherFigures({ figures, provider }: EvaluationInfo): readonly (readonly [string, string])[] {
  const { auroc, averagePrecision, precision, recall, ece, ap50, ap, pixelAuroc, miou, dice, ms } = figures;
  const share = (name: string, value: number | undefined) =>
    value === undefined ? [] : [[name, value.toFixed(4)] as const];
  return [
    ...share('AUROC', auroc),
    ...share('Average precision', averagePrecision),
    ...share('Precision', precision),
    ...share('Recall', recall),
    ...share('Calibration error (ECE)', ece),
    ...share('AP50', ap50),
    ...share('AP50:95', ap),
    ...share('Pixel AUROC', pixelAuroc),
    ...share('Mean IoU', miou),
    ...share('Dice', dice),
    ['Time for a picture', `${ms.median.toFixed(1)} ms (95 % within ${ms.p95.toFixed(1)} ms) on ${provider}`],
  ];
}

const shorthand: Readonly<Record<string, string>> = {
  ...{ auroc: 'AUROC', pixelAuroc: 'pixel AUROC', heldBackAuroc: 'AUROC of what was held back' },
  ...{ n: 'test pictures', ece: 'calibration error', fBeta: 'F-beta', msPerImage: 'ms for a picture' },
  ...{ ap50: 'AP50', ap: 'AP50:95', miou: 'mean IoU', noResult: 'no result' },
};

/** The figures that stand in a manifest, under whatever names its maker gave them: `held back pictures 12 · AUROC 0.99`. */
export const makerWords = (metrics: Readonly<Record<string, number>>): string =>
  Object.entries(metrics)
    .map(([name, value]) => {
      const words =
        shorthand[name] ?? name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      return `${words} ${Number(value.toPrecision(4))}`;
    })
    .join(' · ');

/** `21 November 2026, 13:20` */
export const whenOf = (iso: string): string =>
  new Date(iso).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' });

/** What was judged, when, by whom. */
export const measuredOn = ({ dataset, split, figures, at, by }: EvaluationInfo): string =>
  `${figures.n} ${splitWords[split]} pictures of ${dataset.name} (${dataset.hash.slice(0, 8)}…), judged ${whenOf(at)} by ${by}.`;

/** Whether a test is a first look. */
export function lookWords({ split, seenBefore }: EvaluationInfo): string {
  if (split === 'train') return 'It was taught with these pictures: the figures say nothing about others.';
  if (split === 'valid')
    return 'Limits are chosen on validation pictures: the figures flatter. Only a test counts.';
  if (seenBefore.length === 0) return 'Test pictures, used once: no version of this model saw them before.';
  const versions = seenBefore.map(({ version }) => `v${version}`).join(', ');
  return `These test pictures were judged by ${versions} before: whoever chose limits since then had the test in sight, and the figures flatter.`;
}
