import { decodeY4m } from '../../../ml/image/y4m.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Dataset, Entry, Split } from '../../../ml/dataset/dataset.ts';
import { labelOf, nothingMarked } from '../../../ml/dataset/label.ts';
import type { Answer } from '../../contract/evaluations.ts';
import type { Images } from '../images/images.ts';
import type { Pictures } from '../inspection/pictures.ts';

/** A picture of a side whose truth is known. */
export interface SidePicture {
  readonly entry: Entry;
  readonly label: string;
  readonly truth: Answer['truth'];
}

export interface PictureSource {
  readonly images: Pick<Images, 'get'>;
  readonly pictures: Pick<Pictures, 'decode'>;
}

/** The labelled pictures of one side, in the dataset's order; what nobody labelled is not among them. */
export function sideOf(dataset: Dataset, split: Split): SidePicture[] {
  const meaning = new Map(dataset.classes.map(({ name, verdict }) => [name, verdict]));
  return dataset.entries.flatMap((entry): SidePicture[] => {
    if (entry.split !== split) return [];
    const label = labelOf(entry, dataset);
    if (label === undefined) return [];
    const truth = label === nothingMarked ? 'pass' : (meaning.get(label) ?? 'info');
    return [{ entry, label, truth }];
  });
}

/** A stored picture's pixels. @throws Unreadable, LoupeError */
export async function frameOf(
  { image, page }: Pick<Entry, 'image' | 'page'>,
  { images, pictures }: PictureSource,
): Promise<Frame> {
  const { type, bytes } = await images.get(image);
  return type === 'y4m' ? decodeY4m(bytes) : (await pictures.decode(bytes, page && page - 1)).frame;
}
