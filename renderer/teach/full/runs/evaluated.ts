import type { Answered, TrainingDetail } from '../../../../electron/contract/training-runs.ts';
import { wilson } from '../../../../ml/evaluate/interval.ts';
import { meansGood } from '../../../../ml/dataset/class-words.ts';
import { percent } from '../words.ts';

export type Truth = 'pass' | 'defect' | 'info';

/** What a label means: as the dataset says, as the model says, else by the words of its name. */
export function truthsOf(
  ...known: readonly (readonly { readonly name: string; readonly verdict: Truth }[] | undefined)[]
): (label: string) => Truth {
  const truths = new Map(
    known
      .toReversed()
      .flatMap((classes) => classes ?? [])
      .map(({ name, verdict }) => [name, verdict]),
  );
  return (label) => truths.get(label) ?? (meansGood(label) ? 'pass' : 'defect');
}

/** A measured figure, with what its pictures can prove of it. */
export interface Measured {
  readonly name: string;
  readonly value: string;
  /** 95 %, by Wilson; where it is a share of counted pictures. */
  readonly interval: string | null;
}

type Evaluation = NonNullable<TrainingDetail['evaluation']>;

/** The figures of a test, those first that hurt: escapes and false rejects as counts. */
export function measuredOf(evaluation: Evaluation, truthOf: (label: string) => Truth): readonly Measured[] {
  const { n, escapes, falseRejects, unsure, noResult, accuracy, auroc, ece, msPerImage } = evaluation;
  const counted = (truth: Truth) =>
    Object.entries(evaluation.confusion)
      .filter(([label]) => truthOf(label) === truth)
      .reduce((total, [, row]) => total + sumOf(row), 0);
  const share = (name: string, hits: number, of: number): Measured => ({
    name,
    value: `${hits} of ${of}`,
    interval: of === 0 || hits > of ? null : intervalText(wilson(hits, of)),
  });
  const figures: (Measured | false | undefined)[] = [
    share('Escapes: defects that passed', escapes, counted('defect')),
    share('False rejects: good pieces refused', falseRejects, counted('pass')),
    share('Unsure', unsure, n),
    noResult > 0 && share('No result', noResult, n),
    accuracy !== undefined && {
      name: 'Accuracy',
      value: accuracy.toFixed(4),
      interval: n === 0 ? null : intervalText(wilson(Math.min(n, Math.round(accuracy * n)), n)),
    },
    auroc !== undefined && { name: 'AUROC', value: auroc.toFixed(4), interval: null },
    ece !== undefined && { name: 'Calibration error', value: ece.toFixed(4), interval: null },
    { name: 'Time a picture', value: `${msPerImage.toFixed(1)} ms`, interval: null },
  ];
  return figures.filter((figure) => figure !== false && figure !== undefined);
}

export const intervalText = ([low, high]: readonly [number, number]): string =>
  `${percent(low)} to ${percent(high)}`;

/** Columns and rows of a confusion table, in one order for both where they name the same. */
export function confusionTable(confusion: Evaluation['confusion']): {
  readonly answers: readonly string[];
  readonly rows: readonly {
    readonly label: string;
    readonly counts: readonly number[];
    readonly sum: number;
  }[];
} {
  const labels = Object.keys(confusion).toSorted();
  const said = new Set(Object.values(confusion).flatMap((row) => Object.keys(row)));
  const answers = [
    ...labels.filter((label) => said.has(label)),
    ...[...said].filter((one) => !labels.includes(one)).toSorted(),
  ];
  return {
    answers,
    rows: labels.map((label) => {
      const row = confusion[label] ?? {};
      return { label, counts: answers.map((answer) => row[answer] ?? 0), sum: sumOf(row) };
    }),
  };
}

const sumOf = (row: Readonly<Record<string, number>>): number =>
  Object.values(row).reduce((total, count) => total + count, 0);

/** Mistakes by what they would cost: a defect that passes, a good piece refused, and what only lacks an answer or its right class. */
export function sortMistakes(mistakes: readonly Answered[], truthOf: (label: string) => Truth) {
  const is = (truth: Truth, verdict: Answered['verdict']) => (one: Answered) =>
    truthOf(one.truth) === truth && one.verdict === verdict;
  const [escaped, rejected] = [is('defect', 'pass'), is('pass', 'defect')];
  return {
    escapes: mistakes.filter(escaped),
    falseRejects: mistakes.filter(rejected),
    others: mistakes.filter((one) => !escaped(one) && !rejected(one)),
  };
}
