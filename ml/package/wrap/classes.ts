import { meansGood } from '../../dataset/class-words.ts';
import type { Ultralytics } from '../../onnx/ultralytics.ts';
import type { Manifest } from '../manifest.ts';
import type { Proposal } from './proposal.ts';
import { WrapQuestion, WrapRefusal, type WrapWishes } from './wishes.ts';

/** The classes by name and what each means: as said, as the file says, else by the words of their names. */
export function classesOf(
  { task, family, classes: count }: Proposal,
  { classes }: WrapWishes,
  theirs: Ultralytics | undefined,
): Manifest['classes'] {
  const named =
    classes === 'numbered'
      ? Array.from({ length: count }, (_, index) => ({ name: String(index) }))
      : (classes ??
        theirs?.names.map((name) => ({ name })) ??
        (task === 'anomaly' ? [{ name: 'anomaly', verdict: 'defect' as const }] : undefined));
  if (named === undefined || (classes === 'numbered' && count === 0)) {
    throw new WrapQuestion(
      'classes',
      `the model tells ${count || 'some'} classes apart and does not name them: name,name,… in its order, a file with a name a line, or "numbers". ` +
        'name:pass, name:defect or name:info says what one means',
    );
  }
  const fits = count === 0 || named.length === count || (family === 'ssd' && named.length === count - 1);
  if (!fits) throw new WrapRefusal(`${named.length} classes are named, the model's outputs hold ${count}`);
  const good = (name: string) => meansGood(name) || (task === 'segment' && name === 'background');
  const words = named.some(({ name }) => good(name)) && !named.every(({ name }) => good(name));
  const otherwise = (name: string) => (!words ? 'info' : good(name) ? 'pass' : 'defect');
  return named.map((each) => ({
    name: each.name,
    verdict: ('verdict' in each ? each.verdict : undefined) ?? otherwise(each.name),
  }));
}
