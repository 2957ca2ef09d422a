import { splits, type Dataset } from './dataset.ts';

/** How often a class occurs on each side, as the class of a picture or of a box. */
export interface ClassCount {
  readonly name: string;
  readonly verdict: Dataset['classes'][number]['verdict'];
  readonly train: number;
  readonly valid: number;
  readonly test: number;
  readonly unsplit: number;
}

/** What is known of what a picture shows. */
export interface Shown {
  readonly class?: string;
  readonly boxes?: readonly { readonly class: string }[];
  readonly mask?: { readonly values: readonly number[] };
}

/** Classes that a picture shows, each as often as it does; a mask shows each of its classes once. */
export function classesOf(entry: Shown, maskValues: Dataset['maskValues'] = []): string[] {
  const drawn = maskValues
    .filter(({ from, to }) => entry.mask?.values.some((value) => value >= from && value <= to))
    .flatMap((range) => range.class ?? []);
  return [
    ...(entry.class === undefined ? [] : [entry.class]),
    ...(entry.boxes ?? []).map((box) => box.class),
    ...new Set(drawn),
  ];
}

/** In the order of the dataset's classes. */
export function countBySide({ classes, entries, maskValues }: Dataset): ClassCount[] {
  const none = { train: 0, valid: 0, test: 0, unsplit: 0 };
  const counts = new Map(classes.map(({ name }) => [name, { ...none }]));
  for (const entry of entries)
    for (const name of classesOf(entry, maskValues)) {
      const of = counts.get(name);
      if (of) of[entry.split ?? 'unsplit'] += 1;
    }
  return classes.map(({ name, verdict }) => ({ name, verdict, ...(counts.get(name) ?? none) }));
}

/** Pictures on each side that has some. */
export function picturesBySide({ entries }: Pick<Dataset, 'entries'>): Partial<Record<Side, number>> {
  const sides: readonly Side[] = [...splits, 'unsplit'];
  return Object.fromEntries(
    sides.flatMap((side) => {
      const count = entries.filter(({ split }) => (split ?? 'unsplit') === side).length;
      return count === 0 ? [] : [[side, count]];
    }),
  );
}
export type Side = (typeof splits)[number] | 'unsplit';
