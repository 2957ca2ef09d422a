import { grouped } from '../dataset/grouped.ts';
import type { Reviewed } from './reviewed.ts';

/**
 * An escape: the model passed what a person calls a defect. A false reject: the model called a defect what a person passes. An answer of
 * `unsure` is neither, nor is a picture that people label differently.
 */
export const mistakeKinds = ['escape', 'false-reject'] as const;
export type MistakeKind = (typeof mistakeKinds)[number];

/** Mistakes of one kind that have class, instrument and package in common. */
export interface MistakeGroup {
  readonly kind: MistakeKind;
  /** What the person saw in an escape, what the model saw in a false reject; `defect` where neither named it. */
  readonly class: string;
  /** Absent where nobody said which it is. */
  readonly instrument?: string;
  /** `<model> v<version>` */
  readonly package?: string;
  /** Of so many labelled as pass or defect, of the same instrument and package. */
  readonly of: number;
  /** Newest first. */
  readonly inspections: readonly string[];
}

/** Worst first: escapes before false rejects, then by how many they are, then by their share. */
export function mistakesOf(all: readonly Reviewed[]): MistakeGroup[] {
  const judged = all.flatMap((one) => {
    const [label, other] = one.labels;
    const plain = label?.verdict === 'pass' || label?.verdict === 'defect';
    return label && plain && other === undefined ? [{ one, label }] : [];
  });
  const alike = ({ instrument, package: name }: Reviewed) => JSON.stringify([instrument, name]);
  const often = new Map(
    [...grouped(judged, ({ one }) => [alike(one)])].map(([key, { length }]) => [key, length]),
  );
  const wrong = judged.flatMap(({ one, label }) => {
    const kind: MistakeKind | null =
      label.verdict === 'defect' && one.verdict === 'pass'
        ? 'escape'
        : label.verdict === 'pass' && one.verdict === 'defect'
          ? 'false-reject'
          : null;
    const shows = (kind === 'escape' ? label.class : one.claimed) ?? 'defect';
    return kind ? [{ one, kind, shows }] : [];
  });
  const groups = grouped(wrong, ({ one, kind, shows }) => [JSON.stringify([kind, shows, alike(one)])]);
  const rank = ({ kind, inspections, of }: MistakeGroup) => [
    mistakeKinds.indexOf(kind),
    -inspections.length,
    -inspections.length / of,
  ];
  return [...groups.values()]
    .map((same): MistakeGroup => {
      const { one, kind, shows } = same[0]!;
      return {
        ...{ kind, class: shows, of: often.get(alike(one))! },
        ...(one.instrument !== undefined && { instrument: one.instrument }),
        ...(one.package !== undefined && { package: one.package }),
        inspections: same.map(({ one: { id } }) => id).toReversed(),
      };
    })
    .toSorted((a, b) => compared(rank(a), rank(b)));
}

const compared = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, i) => value - b[i]!).find((difference) => difference !== 0) ?? 0;
