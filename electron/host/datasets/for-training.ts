import { createHash } from 'node:crypto';
import type { Dataset, Entry } from '../../../ml/dataset/dataset.ts';
import { pictureKey } from '../../../ml/dataset/examination.ts';
import { labelOf, nothingMarked } from '../../../ml/dataset/label.ts';
import { sidesOf } from '../../../ml/dataset/sides.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { LoupeError } from '../../contract/errors.ts';
import { causeOf } from '../durable.ts';
import type { Datasets } from './datasets.ts';
import type { StoredPictures } from './stored-pictures.ts';

/** A labelled picture, at hand when it is asked for. */
export interface LabelledPicture {
  /** For people: the file it was imported from. */
  readonly name: string;
  /** SHA-256 of its bytes. */
  readonly image: string;
  /** Index of its class. */
  readonly label: number;
  /** @throws Error with its name, for one that cannot be read */
  frame(): Promise<Frame>;
}

/** A dataset as something learns from it: labelled pictures on three sides that share none. */
export interface LabelledDataset {
  readonly name: string;
  /** SHA-256 of the version. */
  readonly hash: string;
  /** Over the pictures and labels of the test side; absent where there is none. */
  readonly testHash?: string;
  /** Those that a picture shows. */
  readonly classes: { name: string; verdict: 'pass' | 'defect' | 'info' }[];
  readonly train: readonly LabelledPicture[];
  readonly valid: readonly LabelledPicture[];
  readonly test: readonly LabelledPicture[];
  /** In sentences: what was left out, and why. */
  readonly notes: readonly string[];
}

export interface HoldBackWishes {
  /** Share of the training pictures to hold back where the dataset has no side for validation. */
  readonly validation: number;
  readonly seed: number;
}

/** Versions of datasets by their hash, for whoever learns from them or is judged by them. Frozen or not: the hash says exactly which. */
export function createForTraining({ versions, stored }: Pick<Datasets, 'versions' | 'stored'>) {
  /** @throws LoupeError `not-found`; `conflict` where a check blocks training */
  const look = (hash: string): { name: string } => {
    const { name, step } = versions.find(hash);
    if (step.blocks > 0)
      throw new LoupeError('conflict', {
        what: `${step.blocks} findings of ${name} block training; Datasets says which, and mends them`,
      });
    return { name };
  };
  return {
    look: async (hash: string) => look(hash),
    /** @throws LoupeError as `look` does */
    async open(hash: string, wishes: HoldBackWishes): Promise<LabelledDataset> {
      const { name } = look(hash);
      return labelledDataset(await versions.read(hash), { name, hash, stored, ...wishes });
    },
  };
}

/** The sides of a dataset with their labels. What nobody has labelled is left out. */
export function labelledDataset(
  dataset: Dataset,
  {
    name,
    hash,
    stored,
    ...wishes
  }: HoldBackWishes & {
    readonly name: string;
    readonly hash: string;
    readonly stored: Pick<StoredPictures, 'frame'>;
  },
): LabelledDataset {
  const labelled = dataset.entries.flatMap((entry) => {
    const label = labelOf(entry, dataset);
    return label === undefined
      ? []
      : [
          {
            entry,
            label,
            name: entry.name,
            image: pictureKey(entry),
            split: entry.split,
            ...(entry.group !== undefined && { group: entry.group }),
          },
        ];
  });
  const shown = new Set(labelled.map(({ label }) => label));
  const classes = [
    ...dataset.classes.filter((one) => shown.has(one.name)),
    ...(shown.has(nothingMarked) && !dataset.classes.some((one) => one.name === nothingMarked)
      ? [{ name: nothingMarked, verdict: 'pass' as const }]
      : []),
  ];
  const { train, valid, test, notes } = sidesOf(labelled, wishes);
  const picture = ({ entry, label, name, image }: (typeof labelled)[number]): LabelledPicture => ({
    ...{ name, image },
    label: classes.findIndex((one) => one.name === label),
    frame: () => frameOf(entry, stored),
  });
  const left = dataset.entries.length - labelled.length;
  return {
    ...{ name, hash, classes },
    ...{ train: train.map(picture), valid: valid.map(picture), test: test.map(picture) },
    ...(test.length > 0 && { testHash: hashOf(test) }),
    notes: [...notes, ...(left > 0 ? [`${left} pictures have no label, and were left out.`] : [])],
  };
}

async function frameOf(entry: Entry, stored: Pick<StoredPictures, 'frame'>): Promise<Frame> {
  try {
    return await stored.frame(entry);
  } catch (error) {
    throw new Error(`${entry.name} is no picture that can be read: ${causeOf(error)}`, { cause: error });
  }
}

const hashOf = (pictures: readonly { readonly image: string; readonly label: string }[]): string =>
  createHash('sha256')
    .update(
      pictures
        .map(({ image, label }) => JSON.stringify([image, label, 'test']))
        .toSorted()
        .join('\n'),
    )
    .digest('hex');
