import { precisionRecall, type PrecisionRecall } from './precision-recall.ts';

/** By label, then by what was answered. */
export type Confusion = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Precision, recall and F-beta of each class, and how many pictures show it. An answer that is no class (`no-result`) is a miss. */
export function classFigures(
  confusion: Confusion,
  beta = 1,
): Readonly<Record<string, PrecisionRecall & { readonly count: number }>> {
  const rows = Object.entries(confusion);
  return Object.fromEntries(
    rows.map(([name, row]) => {
      const count = sum(Object.values(row));
      const hit = row[name] ?? 0;
      const said = sum(rows.map(([, other]) => other[name] ?? 0));
      return [
        name,
        { count, ...precisionRecall({ hit, missed: count - hit, falseAlarm: said - hit }, beta) },
      ];
    }),
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
