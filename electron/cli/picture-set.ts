import { splits, type Dataset, type Split } from '../../ml/dataset/dataset.ts';
import { labelOf } from '../../ml/dataset/label.ts';
import { inPixels } from '../../ml/dataset/pixels.ts';
import type { SourcePicture } from '../../ml/dataset/source.ts';
import type { DetectionCase } from '../../ml/evaluate/matching.ts';
import type { Frame } from '../../ml/image/frame.ts';
import { numbersOf } from '../host/datasets/mask-numbers.ts';
import type { Mask } from '../host/inspection/pictures.ts';
import { UsageError } from './io.ts';
import type { Meaning } from './class-meaning.ts';

/** Damage in a mask: one value a pixel, row by row; 0 is background. */
export interface DamageMask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One picture of a set; what takes time is done when it is asked for. */
export interface SetPicture {
  /** For people: its file below the folder, with `#n` for page n; or its name in the dataset. */
  readonly name: string;
  /** What the whole of it shows; absent where nobody has said. */
  readonly label?: string;
  readonly split?: Split;
  readonly group?: string;
  /** SHA-256 of its file, with its page: equal for equal pictures. */
  image(): Promise<string>;
  /** @throws Error for what cannot be read */
  frame(): Promise<Frame>;
  /** Where boxes are known: those of a picture of this size, in its pixels. */
  boxes?(size: Pick<Frame, 'width' | 'height'>): DetectionCase['truth'];
  /** Where the damage is drawn. */
  mask?(): Promise<DamageMask>;
}

/** Labelled pictures as a command takes them, from a folder of any layout or from the datasets of a station. */
export interface PictureSet {
  readonly name: string;
  /** SHA-256 of a stored version; absent for a folder, which may change. */
  readonly hash?: string;
  readonly pictures: readonly SetPicture[];
  /** What labels mean, as far as somebody has said so; of those of a folder only their names speak. */
  readonly meanings: ReadonlyMap<string, Meaning>;
  /** Labels are numbers: places among the classes of a model. */
  readonly numbered?: boolean;
  /** What was found that blocks, in words: figures measured on such pictures would say nothing. */
  blocks(): Promise<readonly string[]>;
}

/** What a list says of a picture, the values of its mask among it. */
export interface Listed extends Pick<SourcePicture, 'class' | 'boxes' | 'split' | 'group'> {
  readonly name: string;
  readonly mask?: { readonly values: readonly number[] };
}

/** A listed picture, with the way to its files. */
export function setPicture(
  listed: Listed,
  of: Pick<Dataset, 'classes' | 'maskValues'>,
  open: Pick<SetPicture, 'image' | 'frame'> & { mask(): Promise<Mask> },
): SetPicture {
  const { name, split, group, boxes, mask } = listed;
  const label = labelOf(listed, of);
  return {
    ...{ name, image: open.image, frame: open.frame },
    ...(label !== undefined && { label }),
    ...(split && { split }),
    ...(group !== undefined && { group }),
    ...(boxes && {
      boxes: (size) => boxes.map((one) => ({ class: one.class, box: inPixels(one, size) })),
    }),
    ...(mask && { mask: async () => damageIn(await open.mask(), of) }),
  };
}

/** The pixels of a mask whose value means a defect. */
export function damageIn(
  mask: Mask,
  { classes, maskValues = [] }: Pick<Dataset, 'classes' | 'maskValues'>,
): DamageMask {
  const { width, height } = mask;
  const isDefect = new Set(classes.flatMap(({ name, verdict }) => (verdict === 'defect' ? [name] : [])));
  const damaged = new Uint8Array(65_536);
  for (const { from, to, class: name } of maskValues)
    if (name !== null && isDefect.has(name)) damaged.fill(1, from, to + 1);
  return { width, height, data: Uint8Array.from(numbersOf(mask), (value) => damaged[value]!) };
}

/** A picture with a label. */
export type LabelledPicture = SetPicture & { readonly label: string };
export const isLabelled = (picture: SetPicture): picture is LabelledPicture => picture.label !== undefined;

/**
 * The part of a set to judge: a side by its name, else by the folder or file that its pictures lie in; unless one is named the one for
 * testing, if there is one. Of each label the first so many; what nobody labelled says nothing of a model.
 * @throws UsageError where nothing is left
 */
export function partOf(
  { name, pictures }: Pick<PictureSet, 'name' | 'pictures'>,
  split: string | undefined,
  limit: number,
): { readonly split: string; readonly pictures: readonly LabelledPicture[] } {
  const sides = new Set(pictures.flatMap((picture) => picture.split ?? []));
  const wanted =
    split === 'val'
      ? 'valid'
      : (split ?? (['test', 'valid', 'train'] as const).find((side) => sides.has(side)) ?? 'all');
  const side = splits.find((one) => one === wanted);
  const chosen = pictures.filter((one) =>
    side
      ? one.split === side
      : wanted === 'all' || ['/', '-'].some((end) => one.name.startsWith(wanted + end)),
  );
  if (chosen.length === 0) throw new UsageError(`--split ${split}: there is no such part in ${name}`);
  const counts = new Map<string, number>();
  const labelled = chosen.filter(isLabelled);
  if (labelled.length === 0) throw new UsageError(`${name} has pictures, and no labels for them`);
  return {
    split: wanted,
    pictures: labelled.filter(({ label }) => {
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      return count <= limit;
    }),
  };
}
