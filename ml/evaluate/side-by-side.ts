import type { Manifest } from '../package/manifest.ts';
import { compare, type Comparison } from './comparison.ts';
import { byClass, isRight, type EvaluatedCase } from './evaluation.ts';

/** What one package said of a list of pictures. */
export interface Judged {
  readonly manifest: Pick<Manifest, 'classes'>;
  readonly cases: readonly EvaluatedCase[];
}

/** On which pictures two packages are not both right or both wrong, and what that proves. */
export interface SideBySide extends Comparison {
  /** Right is: the class named for the picture (`class`), or the verdict its label means; neither `unsure` nor `no-result` is. */
  readonly by: 'class' | 'verdict';
  /** The same for the pictures of each label, in the order they occur. */
  readonly labels: readonly (Pick<Comparison, 'n' | 'onlyFirst' | 'onlySecond' | 'p' | 'answer'> & {
    readonly label: string;
    readonly rightFirst: number;
    readonly rightSecond: number;
  })[];
  /** Places in the list. */
  readonly onlyFirstAt: readonly number[];
  readonly onlySecondAt: readonly number[];
}

/**
 * Holds two packages against each other on the same pictures, in one order: by class where both name classes, else by verdict. Labels that
 * mean `info` count only by class.
 * @throws RangeError for lists of unequal length, or of other labels
 */
export function sideBySide(first: Judged, second: Judged): SideBySide {
  if (
    first.cases.length !== second.cases.length ||
    first.cases.some(({ label }, i) => label !== second.cases[i]?.label)
  )
    throw new RangeError('not the same pictures');
  const asClass = [first, second].every(({ manifest, cases }) => byClass(manifest, cases));
  const counted = first.cases.flatMap(({ truth }, at) => (asClass || truth !== 'info' ? [at] : []));
  const rightAt = ({ cases }: Judged, at: number) => isRight(cases[at]!, asClass);
  const held = (places: readonly number[]) => {
    const rights = [first, second].map((judged) => places.map((at) => rightAt(judged, at)));
    return { rights, ...compare(rights[0]!, rights[1]!) };
  };
  const { rights: _, ...whole } = held(counted);
  const names = [...new Set(counted.map((at) => first.cases[at]!.label))];
  return {
    ...whole,
    by: asClass ? 'class' : 'verdict',
    labels: names.map((label) => {
      const { rights, n, onlyFirst, onlySecond, p, answer } = held(
        counted.filter((at) => first.cases[at]!.label === label),
      );
      const [rightFirst, rightSecond] = rights.map((all) => all.filter(Boolean).length);
      return {
        label,
        n,
        onlyFirst,
        onlySecond,
        p,
        answer,
        rightFirst: rightFirst!,
        rightSecond: rightSecond!,
      };
    }),
    onlyFirstAt: counted.filter((at) => rightAt(first, at) && !rightAt(second, at)),
    onlySecondAt: counted.filter((at) => !rightAt(first, at) && rightAt(second, at)),
  };
}
