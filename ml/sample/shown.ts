import type { Entry } from '../dataset/dataset.ts';
import { clipped as outlineOn } from '../dataset/outline.ts';
import { pictureBox, settled } from '../dataset/pixels.ts';
import type { Finding } from '../verdict/result.ts';
import type { Reviewed } from './reviewed.ts';

/** What a reviewed picture shows, as a dataset says it. */
export interface Shown {
  readonly verdict: 'pass' | 'defect';
  readonly class: string;
  /** Absent where nobody marked anything. */
  readonly boxes?: NonNullable<Entry['boxes']>;
}

/** Why what was said of a picture teaches nothing. */
export const untold = ['not-labelled', 'conflict', 'second-look', 'cannot-tell', 'bad-picture'] as const;
export type Untold = (typeof untold)[number];

/** The class is the one that the label names, else the word for its verdict. */
export function shownBy({ labels: [label, other], asking, image }: Reviewed): Shown | Untold {
  if (label === undefined) return 'not-labelled';
  if (other !== undefined) return 'conflict';
  if (asking.length > 0) return 'second-look';
  const { verdict, regions } = label;
  if (verdict === 'cannot-tell' || verdict === 'bad-picture') return verdict;
  const shows = nameOf(label.class) ?? verdict;
  const boxOf = (region: Finding) => {
    const outline = region.polygon && outlineOn(region.polygon, image);
    const drawn = pictureBox(nameOf(region.class) ?? shows, clipped(region.box, image), outline);
    return drawn.box[2] > 0 && drawn.box[3] > 0 ? [drawn] : [];
  };
  return { verdict, class: shows, ...(regions && { boxes: regions.flatMap(boxOf) }) };
}

/** As long as a dataset's class may be. */
const nameOf = (name = ''): string | undefined => name.trim().slice(0, 100) || undefined;

type Box = NonNullable<Entry['boxes']>[number]['box'];

/** What of a box lies on the picture, to a ten-thousandth of a pixel as in every dataset. */
function clipped(
  [x, y, width, height]: Finding['box'],
  picture: { readonly width: number; readonly height: number },
): Box {
  const on = (at: number, side: number) => Math.min(side, Math.max(0, at));
  const [left, top] = [on(x, picture.width), on(y, picture.height)];
  const [right, bottom] = [on(x + width, picture.width), on(y + height, picture.height)];
  return [settled(left), settled(top), settled(right - left), settled(bottom - top)];
}
