import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { meansGood } from '../../ml/dataset/class-words.ts';
import { readSource } from '../../ml/dataset/layout.ts';
import { sidesOf } from '../../ml/dataset/sides.ts';
import type { SourcePicture } from '../../ml/dataset/source.ts';
import type { TrainingDataset, TrainingPicture } from '../host/training/dataset.ts';
import { UsageError } from './io.ts';
import { openDataset, type Labelled } from './labelled.ts';
import type { ModelBench } from './model-worker.ts';
import { filesBelow } from './picture-files.ts';

export interface TrainingSetWishes {
  readonly pass: readonly string[];
  /** null: none; empty: all classes. */
  readonly info: readonly string[] | null;
  /** Share of the training pictures to hold back where the dataset has no side for validation. */
  readonly validation: number;
  readonly seed: number;
}

interface Labels extends Pick<SourcePicture, 'split'> {
  readonly name: string;
  readonly label: string;
  /** SHA-256 of the file, or of the pixels. */
  readonly image: string;
  readonly labelled: Labelled;
}

/** @throws UsageError for what cannot be trained on */
export async function openTrainingSet(
  path: string,
  wishes: TrainingSetWishes,
  bench: ModelBench,
): Promise<TrainingDataset> {
  const all = (await idxPictures(path, bench)) ?? (await folderPictures(path, bench));
  const names = [...new Set(all.map(({ label }) => label))].toSorted();
  if (names.length < 2)
    throw new UsageError(`${path} shows ${names.length} class; telling classes apart takes at least two`);
  const { pass, info } = wishes;
  const verdictOf = (name: string) => {
    if (info !== null && (info.length === 0 || info.includes(name))) return 'info' as const;
    return (pass.length > 0 ? pass.includes(name) : meansGood(name))
      ? ('pass' as const)
      : ('defect' as const);
  };
  const classes = names.map((name) => ({ name, verdict: verdictOf(name) }));
  const meant = new Set(classes.map(({ verdict }) => verdict));
  if (meant.has('defect') && !meant.has('pass'))
    throw new UsageError(
      `no class of ${path} means a good piece (${names.join(', ')}): say which with --pass, or --info if none has a verdict`,
    );

  const sides = sidesOf(all, wishes);
  const picture = ({ name, image, label, labelled }: Labels): TrainingPicture => ({
    ...{ name, image },
    label: names.indexOf(label),
    async frame() {
      const frame = await labelled.frame();
      if (frame === null) throw new UsageError(`${name} is no picture that can be read`);
      return frame;
    },
  });
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

const hashOf = (pictures: readonly Labels[]): string =>
  createHash('sha256')
    .update(
      pictures
        .map(({ image, label, split }) => JSON.stringify([image, label, split ?? null]))
        .toSorted()
        .join('\n'),
    )
    .digest('hex');

/** A folder per class, alone or below the sides of a split. */
async function folderPictures(root: string, bench: ModelBench): Promise<Labels[]> {
  const files = await filesBelow(root);
  const source = await readSource(
    { files, text: (file) => readFile(join(root, file), 'utf8') },
    { layout: 'folders' },
  );
  const pictures: Labels[] = [];
  for (const { file, class: label, split } of source.pictures) {
    if (label === undefined) continue;
    const bytes = new Uint8Array(await readFile(join(root, file)));
    pictures.push({
      ...{ name: file, label, ...(split && { split }) },
      image: createHash('sha256').update(bytes).digest('hex'),
      labelled: {
        label,
        frame: async () =>
          bench.pictures.decode(new Uint8Array(await readFile(join(root, file)))).then(
            ({ frame }) => frame,
            () => null,
          ),
      },
    });
  }
  return pictures;
}

/** The pairs of IDX files of a folder; null where it has none. */
async function idxPictures(root: string, bench: ModelBench): Promise<Labels[] | null> {
  const names = await readdir(root).catch(() => []);
  if (!names.some((name) => /^train-images?[-.]idx3-ubyte(\.gz)?$/.test(name))) return null;
  const pictures: Labels[] = [];
  for (const [part, split] of [
    ['train', 'train'],
    ['t10k', 'test'],
  ] as const) {
    if (!names.some((name) => name.startsWith(`${part}-images`))) continue;
    const { pictures: some } = await openDataset(root, part, Infinity, { classes: [] }, bench);
    for (const [index, labelled] of some.entries()) {
      const frame = await labelled.frame();
      const image = createHash('sha256')
        .update(frame?.data ?? '')
        .digest('hex');
      pictures.push({ name: `${part} ${index + 1}`, label: labelled.label, split, image, labelled });
    }
  }
  return pictures;
}
