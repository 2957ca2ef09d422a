import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { checkDataset } from '../../ml/dataset/check.ts';
import { idxImages, idxLabelsOf } from '../../ml/dataset/idx-folder.ts';
import { readSource } from '../../ml/dataset/layout.ts';
import type { SourcePicture } from '../../ml/dataset/source.ts';
import { classesIn, usualMaskValues } from '../../ml/dataset/take.ts';
import { encodeY4m } from '../../ml/image/y4m.ts';
import { examine } from '../host/datasets/examine.ts';
import { valuesOf } from '../host/datasets/mask-numbers.ts';
import { sourceFolder } from '../host/datasets/source-folder.ts';
import { causeOf } from '../host/durable.ts';
import { Unreadable, type Pictures } from '../host/inspection/pictures.ts';
import { UsageError, type Io } from './io.ts';
import { openFolder } from './picture-files.ts';
import { setPicture, type Listed, type PictureSet } from './picture-set.ts';

/**
 * A folder of any layout, or a file of pictures with its labels beside it (IDX). Only masks and files of several pages are opened.
 * @throws UsageError for what holds no pictures
 */
export async function openFolderSet(
  path: string,
  pictures: Pick<Pictures, 'decode' | 'decodeMask'>,
  { signal }: Pick<Io, 'signal'>,
): Promise<PictureSet> {
  const alone = (await stat(path)).isFile();
  if (alone && !idxImages.test(path))
    throw new UsageError(`${path} is neither a folder nor an IDX file of images (…images-idx3-ubyte, .gz)`);
  const root = alone ? dirname(path) : path;
  const { files: all, read } = await openFolder(root);
  const images = basename(path);
  const files = alone ? all.filter((file) => file === images || file === idxLabelsOf(images)) : all;
  const source = await readSource(sourceFolder({ files, read }));
  const numbered = source.layout === 'idx';
  if (numbered && source.faults[0]) throw new UsageError(source.faults[0].message);
  if (source.pictures.length === 0) throw new UsageError(`there are no pictures in ${path}`);

  const opened: { readonly listed: Listed; readonly picture: SourcePicture }[] = [];
  for (const picture of source.pictures)
    for (const page of await pagesOf(picture, read, pictures)) {
      signal.throwIfAborted();
      opened.push(page);
    }
  const entries = opened.map(({ listed }) => listed);
  const maskValues = usualMaskValues(entries);
  const classes = classesIn(source, entries, maskValues);
  const of = { classes, ...(maskValues && { maskValues }) };
  return {
    ...{ name: images, numbered },
    meanings: new Map(),
    pictures: opened.map(({ listed, picture: { file, page, frame, mask } }) =>
      setPicture(listed, of, {
        image: async () =>
          frame
            ? hashOf(encodeY4m(frame))
            : hashOf(await read(file)) + (page === undefined ? '' : `#${page}`),
        frame: async () => frame ?? (await pictures.decode(await read(file), fromZero(page))).frame,
        mask: async () => pictures.decodeMask(await read(mask!.file), fromZero(mask!.page)),
      }),
    ),
    blocks: async () =>
      checkDataset(await examine(source, read, pictures, { signal }))
        .filter(({ severity }) => severity === 'blocks')
        .map(({ check, count, offenders }) => `${check}: ${count}, such as ${offenders[0]?.message ?? ''}`),
  };
}

/** A picture as it is listed: of a file of several pages each of them, of a mask the values that occur in it. @throws UsageError */
async function pagesOf(
  picture: SourcePicture,
  read: (file: string) => Promise<Uint8Array>,
  pictures: Pick<Pictures, 'decode' | 'decodeMask'>,
): Promise<{ readonly picture: SourcePicture; readonly listed: Listed }[]> {
  const { file, frame, mask, ...known } = picture;
  if (frame) return [{ picture, listed: { ...known, name: `${file}#${picture.page}` } }];
  const pages = /\.tiff?$/i.test(file) ? await countPages(await read(file), pictures) : 1;
  const found = [];
  for (let number = 1; number <= pages; number++) {
    const at = pages > 1 ? { page: number } : {};
    const values = mask && (await valuesIn(mask.file, at.page, read, pictures));
    found.push({
      picture: { ...picture, ...at, ...(mask && { mask: { ...mask, ...at } }) },
      listed: { ...known, name: pages > 1 ? `${file}#${number}` : file, ...(values && { mask: { values } }) },
    });
  }
  return found;
}

const countPages = (bytes: Uint8Array, pictures: Pick<Pictures, 'decode'>): Promise<number> =>
  pictures.decode(bytes).then(
    (picture) => picture.pages,
    (error: unknown) => (error instanceof Unreadable && error.pages) || 1,
  );

async function valuesIn(
  file: string,
  page: number | undefined,
  read: (file: string) => Promise<Uint8Array>,
  pictures: Pick<Pictures, 'decodeMask'>,
): Promise<number[]> {
  try {
    return valuesOf(await pictures.decodeMask(await read(file), fromZero(page)));
  } catch (error) {
    throw new UsageError(`${file} is no mask that can be read: ${causeOf(error)}`, { cause: error });
  }
}

/** Pages are counted from 1 in datasets, from 0 in files. */
const fromZero = (page: number | undefined) => (page === undefined ? undefined : page - 1);

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
