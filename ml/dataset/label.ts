import { classesOf, type Shown } from './counts.ts';
import type { Dataset } from './dataset.ts';

/** What a picture shows on which boxes or a mask mark nothing. */
export const nothingMarked = 'nothing marked';

/** What the whole of a picture shows: its class, else what is marked on it, damage first. undefined where nobody has looked. */
export function labelOf(entry: Shown, { classes, maskValues }: Pick<Dataset, 'classes' | 'maskValues'>) {
  if (entry.class !== undefined) return entry.class;
  if (entry.boxes === undefined && entry.mask === undefined) return undefined;
  const marked = classesOf(entry, maskValues);
  const isDefect = (name: string) => classes.some((one) => one.name === name && one.verdict === 'defect');
  return marked.find(isDefect) ?? marked[0] ?? nothingMarked;
}
