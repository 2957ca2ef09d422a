import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { idxImages } from '../../ml/dataset/idx-folder.ts';
import { readSource } from '../../ml/dataset/layout.ts';
import { sidesOf } from '../../ml/dataset/sides.ts';
import type { SourcePicture } from '../../ml/dataset/source.ts';
import { sourceFolder } from '../host/datasets/source-folder.ts';
import type { Draft } from '../host/datasets/uploads.ts';
import type { TrainingDataset, TrainingPicture } from '../host/training/dataset.ts';
import { labelledOf } from './annotated-pictures.ts';
import type { MeaningOf } from './class-meaning.ts';
import { UsageError } from './io.ts';
import type { ModelBench } from './model-worker.ts';
import { openFolder } from './picture-files.ts';

export interface TrainingSetWishes {
  readonly meaning: MeaningOf;
  /** Share of the training pictures to hold back where the dataset has no side for validation. */
  readonly validation: number;
  readonly seed: number;
}

/** A picture before its class has a number. */
export interface LabelledPicture extends Pick<SourcePicture, 'split'>, Omit<TrainingPicture, 'label'> {
  readonly label: string;
}

/**
 * A folder with a folder a class, alone or below the sides of a split; or with pairs of IDX files.
 * @throws UsageError for what cannot be trained on
 */
export async function openTrainingSet(
  path: string,
  { meaning, ...wishes }: TrainingSetWishes,
  bench: Pick<ModelBench, 'pictures'>,
): Promise<TrainingDataset> {
  const draft = await openFolder(path);
  const layout = draft.files.some((file) => idxImages.test(file)) ? 'idx' : 'folders';
  const source = await readSource(sourceFolder(draft), { layout });
  const [fault] = source.faults;
  if (fault) throw new UsageError(fault.message);
  const all = await labelledPictures(draft, source.pictures, bench);
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
  return {
    name: basename(path),
    classes,
    train: sides.train.map(picture),
    valid: sides.valid.map(picture),
    test: sides.test.map(picture),
    hash: hashOf(all),
    ...(sides.test.length > 0 && { testHash: hashOf(sides.test) }),
    notes: sides.notes,
  };
}

/** @param names of the classes, in their order */
export const numberedBy =
  (names: readonly string[]) =>
  ({ name, image, label, frame }: LabelledPicture): TrainingPicture => ({
    ...{ name, image, frame },
    label: names.indexOf(label),
  });

/** SHA-256 over pictures, labels and sides, in whatever order they come. */
export const hashOf = (pictures: readonly Pick<LabelledPicture, 'image' | 'label' | 'split'>[]): string =>
  createHash('sha256')
    .update(
      pictures
        .map(({ image, label, split }) => JSON.stringify([image, label, split ?? null]))
        .toSorted()
        .join('\n'),
    )
    .digest('hex');

/** What nobody labelled is left out. */
export async function labelledPictures(
  draft: Draft,
  pictures: readonly SourcePicture[],
  bench: Pick<ModelBench, 'pictures'>,
): Promise<LabelledPicture[]> {
  const found: LabelledPicture[] = [];
  for (const picture of pictures) {
    const { file, page, frame: held, split } = picture;
    const labelled = await labelledOf(draft, picture, bench);
    if (labelled === null) continue;
    const { label, name = file } = labelled;
    const hash = createHash('sha256').update(held?.data ?? (await draft.read(file)));
    if (page !== undefined && !held) hash.update(`#${page}`);
    found.push({
      ...{ name, label, image: hash.digest('hex'), ...(split && { split }) },
      async frame() {
        const frame = await labelled.frame();
        if (frame === null) throw new UsageError(`${name} is no picture that can be read`);
        return frame;
      },
    });
  }
  return found;
}
