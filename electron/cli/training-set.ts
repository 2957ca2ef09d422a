import { createHash } from 'node:crypto';
import { sidesOf } from '../../ml/dataset/sides.ts';
import type { TrainingDataset, TrainingPicture } from '../host/training/dataset.ts';
import type { MeaningOf } from './class-meaning.ts';
import { UsageError } from './io.ts';
import { isLabelled, type LabelledPicture, type PictureSet } from './picture-set.ts';

export interface TrainingSetWishes {
  readonly meaning: MeaningOf;
  /** Share of the training pictures to hold back where the dataset has no side for validation. */
  readonly validation: number;
  readonly seed: number;
}

/** A picture before its class has a number, its content known. */
export type HashedPicture = Omit<LabelledPicture, 'image'> & { readonly image: string };

/** A set whose classes are to be told apart. @throws UsageError for what cannot be trained on */
export async function trainingSet(
  set: PictureSet,
  { meaning, ...wishes }: TrainingSetWishes,
): Promise<TrainingDataset> {
  const { name: path } = set;
  const all = await hashed(set.pictures.filter(isLabelled));
  const names = [...new Set(all.map(({ label }) => label))].toSorted();
  if (names.length < 2)
    throw new UsageError(`${path} shows ${names.length} class; telling classes apart takes at least two`);
  const classes = names.map((name) => ({ name, verdict: meaning(name) }));
  const meant = new Set(classes.map(({ verdict }) => verdict));
  if (meant.has('defect') && !meant.has('pass'))
    throw new UsageError(
      `no class of ${path} means a good piece (${names.join(', ')}): say which with --pass, or --info if none has a verdict`,
    );

  const sides = sidesOf(all, wishes);
  const picture = numberedBy(names);
  const left = set.pictures.length - all.length;
  return {
    ...{ name: path, classes, ...hashesOf(set, all, sides.test) },
    train: sides.train.map(picture),
    valid: sides.valid.map(picture),
    test: sides.test.map(picture),
    notes: [...sides.notes, ...(left > 0 ? [`${left} pictures have no label, and were left out.`] : [])],
  };
}

/** @param names of the classes, in their order */
export const numberedBy =
  (names: readonly string[]) =>
  ({ name, image, label, frame }: HashedPicture): TrainingPicture => ({
    ...{ name, image, label: names.indexOf(label) },
    frame: () =>
      frame().catch((error: unknown) => {
        throw new UsageError(`${name} is no picture that can be read`, { cause: error });
      }),
  });

export async function hashed(pictures: readonly LabelledPicture[]): Promise<HashedPicture[]> {
  const all: HashedPicture[] = [];
  for (const picture of pictures) all.push({ ...picture, image: await picture.image() });
  return all;
}

/** Of a stored version its own hash, else over all pictures; and over the test side where there is one. */
export const hashesOf = (
  { hash }: Pick<PictureSet, 'hash'>,
  all: readonly HashedPicture[],
  test: readonly HashedPicture[],
): Pick<TrainingDataset, 'hash' | 'testHash'> => ({
  hash: hash ?? hashOf(all),
  ...(test.length > 0 && { testHash: hashOf(test) }),
});

/** SHA-256 over pictures, labels and sides, in whatever order they come. */
const hashOf = (pictures: readonly HashedPicture[]): string =>
  createHash('sha256')
    .update(
      pictures
        .map(({ image, label, split }) => JSON.stringify([image, label, split ?? null]))
        .toSorted()
        .join('\n'),
    )
    .digest('hex');
