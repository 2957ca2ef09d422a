import { decodeY4m } from '../../../ml/image/y4m.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Dataset, Entry, Split } from '../../../ml/dataset/dataset.ts';
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
  readonly pictures: Pick<Pictures, 'decode' | 'decodeMask'>;
}

/** The labelled pictures of one side, in the dataset's order. What nobody labelled is not among them. */
export async function sideOf(
  dataset: Dataset,
  split: Split,
  { images, pictures }: PictureSource,
): Promise<SidePicture[]> {
  const meaning = new Map(dataset.classes.map(({ name, verdict }) => [name, verdict]));
  const side: SidePicture[] = [];
  for (const entry of dataset.entries) {
    if (entry.split !== split) continue;
    if (entry.class !== undefined) {
      side.push({ entry, label: entry.class, truth: meaning.get(entry.class) ?? 'info' });
      continue;
    }
    const marked =
      entry.boxes?.map((one) => one.class) ??
      (entry.mask && (await classesInMask(dataset, entry.mask, images, pictures)));
    if (marked === undefined) continue;
    const damage = marked.find((name) => meaning.get(name) === 'defect');
    side.push(
      damage === undefined
        ? { entry, label: 'nothing marked', truth: 'pass' }
        : { entry, label: damage, truth: 'defect' },
    );
  }
  return side;
}

async function classesInMask(
  { maskValues = [] }: Dataset,
  { image, page }: NonNullable<Entry['mask']>,
  images: PictureSource['images'],
  pictures: PictureSource['pictures'],
): Promise<string[]> {
  const { bytes } = await images.get(image);
  const { data, bits, channels } = await pictures.decodeMask(bytes, page && page - 1);
  const step = (channels * bits) / 8;
  const values = new Set<number>();
  for (let at = 0; at < data.length; at += step)
    values.add(bits === 8 ? data[at]! : data[at]! | (data[at + 1]! << 8));
  return [...values].flatMap(
    (value) => maskValues.find(({ from, to }) => value >= from && value <= to)?.class ?? [],
  );
}

/** A stored picture's pixels. @throws Unreadable, LoupeError */
export async function frameOf(
  { image, page }: Pick<Entry, 'image' | 'page'>,
  { images, pictures }: PictureSource,
): Promise<Frame> {
  const { type, bytes } = await images.get(image);
  return type === 'y4m' ? decodeY4m(bytes) : (await pictures.decode(bytes, page && page - 1)).frame;
}
