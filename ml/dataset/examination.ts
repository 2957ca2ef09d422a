import type { Pair } from './alike.ts';
import type { Examination, Examined } from './examined.ts';
import type { Dataset, Entry } from './dataset.ts';

/** What tells one picture from another: its file, and its page in it. */
export const pictureKey = ({ image, page }: Pick<Entry, 'image' | 'page'>): string =>
  page === undefined ? image : `${image}#${page}`;

/** A picture together with all that is said of it: two that are equal here are one. */
export const labelledKey = (entry: Entry): string =>
  JSON.stringify([
    pictureKey(entry),
    entry.class,
    entry.boxes?.map((one) => [one.class, ...one.box, ...(one.polygon ?? [])]).toSorted(),
    entry.mask && [entry.mask.image, entry.mask.page],
  ]);

/**
 * A stored dataset as the checks look at it.
 * @param lookOf the small grey picture of an entry, by its key
 * @param alike its near duplicates, by their places in the list
 */
export function examinationOf(
  { entries, classes, faults = [], maskValues }: Dataset,
  lookOf: (key: string) => Uint8Array,
  alike: readonly Pair[],
): Examination {
  return {
    pictures: entries.map((entry) => examined(entry, lookOf(pictureKey(entry)))),
    alike,
    classes: classes.map(({ name }) => name),
    faults,
    ...(maskValues && { maskValues }),
  };
}

function examined({ mask, ...entry }: Entry, look: Uint8Array): Examined {
  const { width, height, values } = mask ?? { width: 0, height: 0, values: [] };
  return {
    ...entry,
    file: entry.page === undefined ? entry.name : entry.name.replace(/#\d+$/, ''),
    image: pictureKey(entry),
    look,
    ...(mask && {
      mask: { file: mask.image, ...(mask.page !== undefined && { page: mask.page }) },
      opened: { width, height, values },
    }),
  };
}
