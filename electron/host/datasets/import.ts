import type { Dataset, Entry } from '../../../ml/dataset/dataset.ts';
import { pictureKey } from '../../../ml/dataset/examination.ts';
import { readSource } from '../../../ml/dataset/layout.ts';
import { classesIn, entryOf, usualMaskValues } from '../../../ml/dataset/take.ts';
import { pictureFile, type SourceFault, type SourceList } from '../../../ml/dataset/source.ts';
import type { ImportWishes } from '../../contract/datasets.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Images } from '../images/images.ts';
import type { Pictures } from '../inspection/pictures.ts';
import { cut } from './cut.ts';
import { openPages, unreadable, type OpenPage } from './examine.ts';
import { sourceFolder } from './source-folder.ts';
import type { Draft } from './uploads.ts';

/** What a folder holds, as entries; its pictures are among the station's images. */
export interface Batch {
  readonly task: Dataset['task'];
  readonly classes: Dataset['classes'];
  readonly maskValues?: Dataset['maskValues'];
  readonly entries: readonly Entry[];
  readonly faults: readonly SourceFault[];
  /** By picture key. */
  readonly looks: ReadonlyMap<string, Uint8Array>;
  /** Files that were not taken, and why. */
  readonly passedOver: readonly { file: string; why: string }[];
}

/** In files. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface ImportDeps {
  readonly images: Pick<Images, 'put' | 'has'>;
  readonly pictures: Pick<Pictures, 'decode' | 'decodeMask' | 'encode'>;
}

/**
 * Copies the pictures and masks of a folder into the station's images, byte for byte, and says what they show. The folder is only read.
 * Yields after every file; nothing names what it stored before somebody writes a dataset with it.
 * @throws LoupeError `bad-input` where there is no picture; what `images.put` throws
 */
export async function* importFolder(
  draft: Draft,
  wishes: ImportWishes,
  deps: ImportDeps,
  signal?: AbortSignal,
): AsyncGenerator<Progress, Batch> {
  const { layout, columns, tile } = wishes;
  const source = await readSource(sourceFolder(draft), { layout, columns });
  if (source.pictures.length === 0)
    throw new LoupeError('bad-input', {
      what: 'the folder',
      got: `${draft.files.length} files and no picture`,
      allowed: 'a folder with JPEG, PNG, TIFF, WebP or BMP pictures',
    });
  const entries: Entry[] = [];
  const looks = new Map<string, Uint8Array>();
  const faults = [...source.faults];
  for (const [index, picture] of source.pictures.entries()) {
    signal?.throwIfAborted();
    try {
      for await (const page of openPages(picture, draft.read, deps.pictures))
        for await (const part of tile === undefined ? [page] : cut(page, tile, deps.pictures)) {
          await store(part, deps.images);
          const entry = entryOf(part.examined, {
            image: part.sha256,
            ...(part.mask && { mask: part.mask.sha256 }),
            origin: wishes,
          });
          entries.push(entry);
          looks.set(pictureKey(entry), part.examined.look);
        }
    } catch (error) {
      if (error instanceof LoupeError) throw error;
      faults.push(unreadable(picture.file, error));
    }
    yield { done: index + 1, total: source.pictures.length };
  }
  const maskValues = wishes.maskValues ?? usualMaskValues(entries);
  return {
    task: maskValues ? 'segment' : entries.some(({ boxes }) => boxes !== undefined) ? 'detect' : 'classify',
    classes: classesIn(source, entries, maskValues),
    ...(maskValues && { maskValues }),
    ...{ entries: withGroups(entries), faults, looks, passedOver: passedOver(draft, source, faults) },
  };
}

async function store(
  { picture, bytes, sha256, mask }: OpenPage,
  images: ImportDeps['images'],
): Promise<void> {
  if (!(await images.has(sha256))) await images.put(picture.type, bytes);
  if (mask && !(await images.has(mask.sha256))) await images.put(mask.opened.type, mask.bytes);
}

/** Where several people took the pictures, those of one person stay on one side. */
function withGroups(entries: readonly Entry[]): Entry[] {
  const authors = new Set(entries.flatMap(({ author }) => author ?? []));
  if (authors.size < 2) return [...entries];
  return entries.map((entry) =>
    entry.group === undefined && entry.author !== undefined
      ? { ...entry, group: entry.author.slice(0, 200) }
      : entry,
  );
}

/** What nothing was made of: pictures that cannot be read, annotations of no picture, files of other kinds. */
function passedOver(
  { files }: Draft,
  source: SourceList,
  faults: readonly SourceFault[],
): { file: string; why: string }[] {
  const named = new Set(source.pictures.flatMap(({ file, mask }) => [file, ...(mask ? [mask.file] : [])]));
  const told = faults.filter(({ check }) => check !== 'orphan-picture');
  for (const { file } of told) named.add(file);
  const other = files.filter((file) => !named.has(file) && !annotation.test(file));
  return [
    ...told.map(({ file, message }) => ({ file, why: message })),
    ...other.map((file) => ({
      file,
      why: pictureFile.test(file)
        ? 'it is neither a picture nor a mask of this layout'
        : 'it is no picture that Loupe opens',
    })),
  ];
}
const annotation = /\.(txt|xml|json|csv|ya?ml|names)$|idx[13]-ubyte(\.gz)?$/i;
