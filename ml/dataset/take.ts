import { meansGood } from './class-words.ts';
import type { Shown } from './counts.ts';
import type { Dataset, Entry } from './dataset.ts';
import type { Examined } from './examined.ts';
import { inPixels, outlineInPixels, pictureBox } from './pixels.ts';
import type { SourceList } from './source.ts';

/** Who made the pictures, for those that do not say so themselves. */
export interface Origin {
  readonly author?: string;
  readonly source?: string;
  readonly licence?: string;
}

/** An opened picture of a source as an entry. @param stored SHA-256 of its file and of its mask's file */
export function entryOf(
  picture: Examined,
  stored: { readonly image: string; readonly mask?: string; readonly origin?: Origin },
): Entry {
  const { name, page, width, height, class: shows, boxes, mask, opened, split, group, facts } = picture;
  const origin = { ...stored.origin, ...withoutUndefined(picture) };
  const said = (key: keyof Origin) => (origin[key] === undefined ? {} : { [key]: origin[key].slice(0, 500) });
  return {
    ...{ name, image: stored.image, width, height },
    ...(page !== undefined && { page }),
    ...(shows !== undefined && { class: shows }),
    ...(boxes && {
      boxes: boxes.map((one) => pictureBox(one.class, inPixels(one, picture), outlineInPixels(one, picture))),
    }),
    ...(mask &&
      opened &&
      stored.mask !== undefined && {
        mask: {
          image: stored.mask,
          ...(mask.page !== undefined && { page: mask.page }),
          ...{ width: opened.width, height: opened.height, values: [...opened.values] },
        },
      }),
    ...(split && { split }),
    ...(group !== undefined && { group: group.slice(0, 200) }),
    ...{ ...said('author'), ...said('source'), ...said('licence') },
    ...(facts && { facts }),
    ...(picture.declared && { declared: picture.declared }),
  };
}

const withoutUndefined = ({ author, source, licence }: Origin): Origin => ({
  ...(author !== undefined && { author }),
  ...(source !== undefined && { source }),
  ...(licence !== undefined && { licence }),
});

/**
 * What the values of masks mean where nobody said: above one half of 255 where the masks are grey pictures, else every value but 0, which
 * then are labels or instances. None where no picture has a mask.
 */
export function usualMaskValues(entries: readonly Shown[]): Dataset['maskValues'] {
  const masks = entries.flatMap(({ mask }) => mask ?? []);
  if (masks.length === 0) return undefined;
  const most = masks.reduce((sofar, { values }) => Math.max(sofar, values.at(-1) ?? 0), 0);
  const floor = most > 127 && most < 256 ? 127 : 0;
  return [
    { from: 0, to: floor, class: null },
    { from: floor + 1, to: 65_535, class: 'damage' },
  ];
}

/** The source's own classes, and whatever else occurs; each means what its name says. */
export function classesIn(
  source: Pick<SourceList, 'classes'>,
  entries: readonly Shown[],
  maskValues: Dataset['maskValues'] = [],
): Dataset['classes'] {
  const names = new Set([
    ...source.classes,
    ...entries.flatMap((entry) => entry.class ?? []),
    ...maskValues.flatMap((range) => range.class ?? []),
  ]);
  return [...names].map((name) => ({ name, verdict: meansGood(name) ? 'pass' : 'defect' }));
}
