import { createHash } from 'node:crypto';
import { nearDuplicates } from '../../../ml/dataset/alike.ts';
import type { Dataset } from '../../../ml/dataset/dataset.ts';
import type { Examination, Examined } from '../../../ml/dataset/examined.ts';
import { lookOf } from '../../../ml/dataset/look.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { encodeY4m } from '../../../ml/image/y4m.ts';
import type { SourceFault, SourceList, SourcePicture } from '../../../ml/dataset/source.ts';
import type { Mask, Picture, Pictures } from '../inspection/pictures.ts';
import { valuesOf } from './mask-numbers.ts';

export interface ExamineOptions {
  readonly maskValues?: Dataset['maskValues'];
  /** After every file. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Opens every picture of a source, page by page, and every mask: what the checks look at. A file that cannot be opened is a fault, and the others go on. */
export async function examine(
  source: SourceList,
  bytesOf: (file: string) => Promise<Uint8Array>,
  pictures: Pick<Pictures, 'decode' | 'decodeMask'>,
  { maskValues, onProgress, signal }: ExamineOptions = {},
): Promise<Examination> {
  const examined: Examined[] = [];
  const faults: SourceFault[] = [...source.faults];
  for (const [index, picture] of source.pictures.entries()) {
    signal?.throwIfAborted();
    try {
      for await (const page of openPages(picture, bytesOf, pictures)) examined.push(page.examined);
    } catch (error) {
      faults.push(unreadable(picture.file, error));
    }
    onProgress?.(index + 1, source.pictures.length);
  }
  const { classes } = source;
  const alike = nearDuplicates(examined);
  return { pictures: examined, alike, classes, faults, ...(maskValues && { maskValues }) };
}

export function unreadable(file: string, error: unknown): SourceFault {
  const message = `${file}: ${error instanceof Error ? error.message : String(error)}`;
  return { check: 'unreadable', file, message: message.slice(0, 2000) };
}

/** One page of a picture of a source, opened, with the bytes that it and its mask came in. */
export interface OpenPage {
  readonly examined: Examined;
  readonly picture: Picture;
  /** Of the whole file, and its SHA-256. */
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly mask?: { readonly opened: Mask; readonly bytes: Uint8Array; readonly sha256: string };
}

/** @throws Unreadable for a file, a page or a mask that cannot be opened */
export async function* openPages(
  source: SourcePicture,
  bytesOf: (file: string) => Promise<Uint8Array>,
  pictures: Pick<Pictures, 'decode' | 'decodeMask'>,
): AsyncGenerator<OpenPage> {
  if (source.frame) {
    yield heldPicture(source, source.frame);
    return;
  }
  const bytes = await bytesOf(source.file);
  const sha256 = hashOf(bytes);
  const maskBytes = source.mask && (await bytesOf(source.mask.file));
  const maskHash = maskBytes && hashOf(maskBytes);
  let pages = 1;
  for (let page = 0; page < pages; page++) {
    // The worker takes what it is given.
    const picture = await pictures.decode(bytes.slice(), page);
    pages = picture.pages;
    const several = pages > 1;
    const { width, height } = picture.frame;
    const opened = maskBytes && (await pictures.decodeMask(maskBytes.slice(), several ? page : undefined));
    yield {
      ...{ picture, bytes, sha256 },
      ...(opened && { mask: { opened, bytes: maskBytes, sha256: maskHash! } }),
      examined: {
        ...source,
        name: several ? `${source.file}#${page + 1}` : source.file,
        image: several ? `${sha256}#${page + 1}` : sha256,
        ...(several && { page: page + 1 }),
        ...(several && source.mask && { mask: { ...source.mask, page: page + 1 } }),
        ...{ width, height, look: lookOf(picture.frame) },
        ...(opened && {
          opened: { width: opened.width, height: opened.height, values: valuesOf(opened) },
        }),
      },
    };
  }
}

/** A picture of a file that holds many: stored as a frame of its own. */
function heldPicture(source: SourcePicture, frame: Frame): OpenPage {
  const { frame: _, page, ...known } = source;
  const bytes = encodeY4m(frame);
  const sha256 = hashOf(bytes);
  const { width, height } = frame;
  return {
    ...{ bytes, sha256, picture: { type: 'y4m', pages: 1, frame } },
    examined: { ...known, name: `${source.file}#${page}`, image: sha256, width, height, look: lookOf(frame) },
  };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
