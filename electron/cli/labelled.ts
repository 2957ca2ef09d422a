import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { idxImages, idxLabelsOf } from '../../ml/dataset/idx-folder.ts';
import { readSource } from '../../ml/dataset/layout.ts';
import type { DetectionCase } from '../../ml/evaluate/matching.ts';
import type { Frame } from '../../ml/image/frame.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { sourceFolder } from '../host/datasets/source-folder.ts';
import type { Draft } from '../host/datasets/uploads.ts';
import { labelledOf, type DamageMask } from './annotated-pictures.ts';
import { UsageError } from './io.ts';
import type { ModelBench } from './model-worker.ts';
import { openFolder } from './picture-files.ts';

/** One picture and its label. `frame` is null for a file that is no picture. */
export interface Labelled {
  /** File below the dataset, or place in an IDX file. */
  readonly name?: string;
  readonly label: string;
  frame(): Promise<Frame | null>;
  /** Where boxes are known: those of a picture of this size, in its pixels. */
  boxes?(size: Pick<Frame, 'width' | 'height'>): DetectionCase['truth'];
  /** Where the damage is drawn. */
  mask?(): Promise<DamageMask>;
}

export interface Dataset {
  readonly split: string;
  readonly pictures: readonly Labelled[];
}

/**
 * A folder of any layout, or an IDX file of pictures with its labels beside it; of several parts the one for testing.
 * @param limit pictures of each label, at most
 * @param manifest an IDX label is the place of a class among the model's
 * @throws UsageError
 */
export async function openDataset(
  path: string,
  split: string | undefined,
  limit: number,
  { classes }: Pick<Manifest, 'classes'>,
  bench: Pick<ModelBench, 'pictures'>,
): Promise<Dataset> {
  const draft = await openDraft(path);
  const source = await readSource(sourceFolder(draft));
  const numbered = source.layout === 'idx';
  if (numbered && source.faults[0]) throw new UsageError(source.faults[0].message);
  const sides = new Set(source.pictures.flatMap((picture) => picture.split ?? []));
  const wanted =
    split === 'val'
      ? 'valid'
      : (split ?? (['test', 'valid', 'train'] as const).find((side) => sides.has(side)) ?? 'all');
  const chosen = source.pictures.filter((picture) => wanted === 'all' || picture.split === wanted);
  if (chosen.length === 0)
    throw new UsageError(
      wanted === 'all'
        ? `there are no pictures in ${path}`
        : `--split ${wanted}: there is no such part in ${path}`,
    );
  const counts = new Map<string, number>();
  const pictures: Labelled[] = [];
  for (const picture of chosen) {
    const labelled = await labelledOf(draft, picture, bench);
    // What nobody labelled says nothing of a model.
    if (labelled === null) continue;
    const { label } = labelled;
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    if (count > limit) continue;
    pictures.push(numbered ? { ...labelled, label: classes[Number(label)]?.name ?? label } : labelled);
  }
  if (pictures.length === 0) throw new UsageError(`${path} has pictures, and no labels for them`);
  return { split: wanted, pictures };
}

/** @throws UsageError */
async function openDraft(path: string): Promise<Draft> {
  const entry = await stat(path).catch(() => null);
  if (entry === null) throw new UsageError(`there is no dataset ${path}`);
  if (!entry.isFile()) return openFolder(path);
  const images = basename(path);
  if (!idxImages.test(images))
    throw new UsageError(`${path} is neither a folder nor an IDX file of images (…images-idx3-ubyte, .gz)`);
  const { files, read } = await openFolder(dirname(path));
  return { files: files.filter((file) => file === images || file === idxLabelsOf(images)), read };
}
