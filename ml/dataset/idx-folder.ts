import { readIdxPair } from './idx.ts';
import {
  baseName,
  splitOf,
  type SourceFault,
  type SourceFolder,
  type SourceList,
  type SourcePicture,
} from './source.ts';

/** A file of pictures, as MNIST's are called: `train-images-idx3-ubyte.gz`. */
export const idxImages = /images?[-.]idx3-ubyte(\.gz)?$/i;
/** The file of labels that belongs to one of pictures. */
export const idxLabelsOf = (images: string): string => images.replace(/images?([-.])idx3/i, 'labels$1idx1');

/**
 * IDX: a file of pictures beside its file of labels, found by their names. `train` and `t10k` (or `test`, `valid`) say the side; a class is
 * called by its number.
 */
export async function readIdxFolder({ files, unpacked }: SourceFolder): Promise<SourceList> {
  const pictures: SourcePicture[] = [];
  const faults: SourceFault[] = [];
  const numbers = new Set<number>();
  for (const file of files.filter((one) => idxImages.test(one))) {
    const labelled = idxLabelsOf(file);
    if (!files.includes(labelled)) {
      faults.push({ check: 'unreadable', file, message: `${file} has no ${baseName(labelled)} beside it` });
      continue;
    }
    try {
      if (unpacked === undefined) throw new Error('IDX files are read as bytes');
      const { count, width, height, labels, picture } = readIdxPair(
        await unpacked(file),
        await unpacked(labelled),
      );
      const split = sideOf(file);
      const colour = { matrix: 'bt601', range: 'full' } as const;
      for (let index = 0; index < count; index++) {
        numbers.add(labels[index]!);
        pictures.push({
          ...{ file, page: index + 1, class: String(labels[index]) },
          ...(split && { split }),
          frame: { width, height, layout: 'grey', colour, data: picture(index) },
        });
      }
    } catch (error) {
      const message = `${file}: ${error instanceof Error ? error.message : String(error)}`;
      faults.push({ check: 'unreadable', file, message });
    }
  }
  const classes = [...numbers].toSorted((one, other) => one - other).map(String);
  return { layout: 'idx', pictures, classes, faults };
}

const sideOf = (file: string): SourcePicture['split'] => {
  const [word = ''] = baseName(file).toLowerCase().split(/[-._]/);
  return word === 't10k' ? 'test' : (splitOf(`${word}/`) ?? splitOf(file));
};
