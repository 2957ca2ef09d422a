import { families, holdBack, type Tied } from './hold-back.ts';

/** A picture as far as its side goes. */
interface Sided extends Tied {
  readonly label: string;
  readonly split?: 'train' | 'valid' | 'test' | undefined;
}

export interface Sides<T> {
  readonly train: readonly T[];
  readonly valid: readonly T[];
  readonly test: readonly T[];
  /** In sentences: what was left out, and why. */
  readonly notes: readonly string[];
}

/**
 * Three sides that share no picture, nor copies of one, nor a group: what is kept for judging the model is not learnt from. Pictures
 * without a side are trained on.
 * @param validation share of the training pictures that is held back where the dataset has no side for validation
 */
export function sidesOf<T extends Sided>(
  pictures: readonly T[],
  { validation, seed }: { readonly validation: number; readonly seed: number },
): Sides<T> {
  const notes: string[] = [];
  const on = (side: string) => pictures.filter(({ split = 'train' }) => split === side);
  const related = families(pictures);
  const without = (some: readonly T[], others: readonly T[], where: string) => {
    const taken = new Set(others);
    const tied = new Set(related.filter((family) => family.some((one) => taken.has(one))).flat());
    const left = some.filter((one) => !tied.has(one));
    if (left.length < some.length)
      notes.push(
        `${some.length - left.length} training pictures are in ${where} too, or belong to one there, and were left out of training.`,
      );
    return left;
  };
  const test = on('test');
  const own = on('valid');
  const rest = without(on('train'), test, 'test');
  const sides =
    own.length > 0
      ? { train: without(rest, own, 'validation'), valid: own }
      : holdBack(rest, validation, seed);
  return { ...sides, test, notes };
}
