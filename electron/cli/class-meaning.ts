import { meansGood } from '../../ml/dataset/class-words.ts';
import { nothingMarked } from '../../ml/dataset/label.ts';
import { listOf } from './arguments.ts';

export type Meaning = 'pass' | 'defect' | 'info';

/** What a class means, by its name. */
export type MeaningOf = (name: string) => Meaning;

/**
 * What `--pass CLASS,…` and `--info CLASS,…|all` say, else what is known otherwise, else what the words of a class's name say.
 */
export function meaningOf(
  { pass, info }: { readonly pass?: string | undefined; readonly info?: string | undefined },
  known: (name: string) => Meaning | undefined = () => undefined,
): MeaningOf {
  const [good, silent] = [listOf(pass), listOf(info)];
  return (name) => {
    if (silent.includes('all') || silent.includes(name)) return 'info';
    if (name === nothingMarked) return 'pass';
    if (good.length > 0) return good.includes(name) ? 'pass' : 'defect';
    return known(name) ?? (meansGood(name) ? 'pass' : 'defect');
  };
}
