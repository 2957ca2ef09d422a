import { byClass, isRight } from './evaluation.ts';
import type { Judged } from './side-by-side.ts';

/** A label on whose pictures the second package does worse than the first, by more than is allowed. */
export interface Worse {
  readonly label: string;
  /** Fewer `right`, more `escapes` (defective, judged pass), more `falseRejects` (good, judged defect). */
  readonly what: 'right' | 'escapes' | 'falseRejects';
  /** Pictures of the label. */
  readonly n: number;
  readonly first: number;
  readonly second: number;
}

/**
 * Where the second package is worse than the first on the same pictures: label by label, since a gain on many pictures of one must not pay
 * for a loss on the few of another. Escapes and false rejects count by themselves too: `unsure` is not right, but letting a defect pass is worse.
 * @param margin share of a label's pictures by which a count may be worse
 * @throws RangeError for lists of unequal length
 */
export function worseLabels(first: Judged, second: Judged, margin: number): readonly Worse[] {
  if (first.cases.length !== second.cases.length) throw new RangeError('not the same pictures');
  const asClass = [first, second].every(({ manifest, cases }) => byClass(manifest, cases));
  const worse: Worse[] = [];
  for (const label of new Set(first.cases.map((one) => one.label))) {
    const places = first.cases.flatMap((one, at) => (one.label === label ? [at] : []));
    const { truth } = first.cases[places[0]!]!;
    const count = ({ cases }: Judged, is: (one: Judged['cases'][number]) => boolean) =>
      places.filter((at) => is(cases[at]!)).length;
    const hold = (what: Worse['what'], is: (one: Judged['cases'][number]) => boolean, sign: 1 | -1) => {
      const [before, after] = [count(first, is), count(second, is)];
      // Half a millionth of a picture is rounding.
      if (sign * (before - after) > margin * places.length + 5e-7)
        worse.push({ label, what, n: places.length, first: before, second: after });
    };
    if (asClass || truth !== 'info') hold('right', (one) => isRight(one, asClass), 1);
    if (truth === 'defect') hold('escapes', ({ verdict }) => verdict === 'pass', -1);
    if (truth === 'pass') hold('falseRejects', ({ verdict }) => verdict === 'defect', -1);
  }
  return worse;
}
