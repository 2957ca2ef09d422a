import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readIdxPair } from '../../ml/dataset/idx.ts';
import type { DetectionCase } from '../../ml/evaluate/matching.ts';
import type { Frame } from '../../ml/image/frame.ts';
import type { Manifest } from '../../ml/package/manifest.ts';
import { openAnnotated, type DamageMask } from './annotated-pictures.ts';
import { UsageError } from './io.ts';
import type { ModelBench } from './model-worker.ts';
import { findPictures } from './picture-files.ts';

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
 * A folder with a folder a class, one with boxes or masks, or a pair of IDX files; of several parts the one for testing.
 * @throws UsageError
 */
export async function openDataset(
  path: string,
  split: string | undefined,
  limit: number,
  manifest: Pick<Manifest, 'classes'>,
  bench: ModelBench,
): Promise<Dataset> {
  const entry = await stat(path).catch(() => null);
  if (entry === null) throw new UsageError(`there is no dataset ${path}`);
  if (entry.isFile()) return idxDataset(path, limit, manifest);
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted();
  const images = names.filter((name) => imagesFile.test(name));
  if (images.length > 0) {
    const wanted = split === undefined || split === 'test' ? 't10k' : split;
    const chosen =
      images.find((name) => name.startsWith(wanted)) ?? (split === undefined ? images[0] : undefined);
    if (chosen === undefined) throw new UsageError(`--split ${split}: there are ${images.join(', ')}`);
    return idxDataset(join(path, chosen), limit, manifest);
  }
  const annotated = await openAnnotated(path, split, limit, bench);
  if (annotated !== null) return annotated;
  const folders: string[] = [];
  for (const name of names) if ((await stat(join(path, name))).isDirectory()) folders.push(name);
  const parts = ['test', 'valid', 'val', 'train'].filter((name) => folders.includes(name));
  const part = split === 'all' ? undefined : (split ?? parts[0]);
  if (part !== undefined && !folders.includes(part))
    throw new UsageError(`--split ${part}: there is no such folder in ${path}`);
  const roots = part !== undefined ? [part] : parts.length > 0 ? parts : ['.'];
  const pictures: Labelled[] = [];
  for (const root of roots) {
    const inside = (await readdir(join(path, root), { withFileTypes: true })).filter(
      (each) => !each.isFile() && !each.name.startsWith('.'),
    );
    if (inside.length === 0) throw new UsageError(`${join(path, root)} has no class folders`);
    for (const { name: label } of inside.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const files = await findPictures([join(path, root, label)]);
      for (const file of files.slice(0, limit))
        pictures.push({
          name: relative(path, file).replaceAll('\\', '/'),
          label,
          frame: () => readFrame(file, bench),
        });
    }
  }
  return { split: part ?? 'all', pictures };
}

async function readFrame(file: string, bench: ModelBench): Promise<Frame | null> {
  try {
    return (await bench.pictures.decode(new Uint8Array(await readFile(file)))).frame;
  } catch {
    return null;
  }
}

const imagesFile = /images?[-.]idx3-ubyte(\.gz)?$/;

/** Labels are numbers: that of a class is its place among the model's. */
async function idxDataset(
  path: string,
  limit: number,
  { classes }: Pick<Manifest, 'classes'>,
): Promise<Dataset> {
  if (!imagesFile.test(path))
    throw new UsageError(`${path} is neither a folder nor an IDX file of images (…images-idx3-ubyte, .gz)`);
  const name = basename(path).replace(/images?([-.])idx3/, 'labels$1idx1');
  const unpacked = async (file: string): Promise<Uint8Array> => {
    const bytes = await readFile(file).catch((error: unknown) => {
      throw new UsageError(`${file} is missing`, { cause: error });
    });
    return file.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: 2 ** 30 }) : bytes;
  };
  let pair: ReturnType<typeof readIdxPair>;
  try {
    pair = readIdxPair(await unpacked(path), await unpacked(join(dirname(path), name)));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const { count, width, height, labels, picture } = pair;
  const colour = { matrix: 'bt601', range: 'full' } as const;
  const pictures = Array.from({ length: Math.min(limit, count) }, (_, index): Labelled => {
    const number = labels[index] ?? 0;
    return {
      name: `${basename(path)} ${index + 1}`,
      label: classes[number]?.name ?? String(number),
      frame: async () => ({ width, height, layout: 'grey', colour, data: picture(index) }),
    };
  });
  return { split: basename(path).startsWith('train') ? 'train' : 'test', pictures };
}
