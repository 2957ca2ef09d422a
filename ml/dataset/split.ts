import { classesOf } from './counts.ts';
import type { Dataset, Entry } from './dataset.ts';
import { pictureKey } from './examination.ts';
import { holdBack } from './hold-back.ts';

export interface SplitWishes {
  /** Shares of all pictures, 0 to 0.9; what is left is train. */
  readonly valid: number;
  readonly test: number;
  readonly seed: number;
}

/**
 * Deals the pictures anew: of every class alike, and on one side whatever belongs together: the pictures of a group, copies of one
 * photograph, equal pictures. The same seed deals the same way.
 */
export function splitDataset(dataset: Dataset, { valid, test, seed }: SplitWishes): Dataset {
  const often = new Map<string, number>();
  for (const entry of dataset.entries)
    for (const name of new Set(classesOf(entry, dataset.maskValues)))
      often.set(name, (often.get(name) ?? 0) + 1);
  const all = dataset.entries.map((entry) => ({
    ...{ entry, label: rarest(entry, dataset.maskValues, often), image: pictureKey(entry), name: entry.name },
    ...(entry.group !== undefined && { group: entry.group }),
  }));
  const first = holdBack(all, test, seed);
  const second = holdBack(first.train, test < 1 ? valid / (1 - test) : 0, seed + 1);
  const side = new Map<Entry, Entry['split']>([
    ...first.valid.map(({ entry }) => [entry, 'test'] as const),
    ...second.valid.map(({ entry }) => [entry, 'valid'] as const),
  ]);
  return {
    ...dataset,
    entries: dataset.entries.map((entry) => ({ ...entry, split: side.get(entry) ?? 'train' })),
  };
}

/** Of several classes on one picture the one that is hardest to share out. */
function rarest(entry: Entry, maskValues: Dataset['maskValues'], often: ReadonlyMap<string, number>): string {
  const names = classesOf(entry, maskValues).toSorted();
  return names.reduce<string>(
    (least, name) => (least === '' || often.get(name)! < often.get(least)! ? name : least),
    '',
  );
}
