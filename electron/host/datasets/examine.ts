import { createHash } from 'node:crypto';
import type { Examination, Examined } from '../../../ml/dataset/check.ts';
import type { Dataset } from '../../../ml/dataset/dataset.ts';
import { lookOf } from '../../../ml/dataset/look.ts';
import type { SourceFault, SourceList, SourcePicture } from '../../../ml/dataset/source.ts';
import type { Pictures } from '../inspection/pictures.ts';

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
      for await (const one of pagesOf(picture, bytesOf, pictures)) examined.push(one);
    } catch (error) {
      const message = `${picture.file}: ${error instanceof Error ? error.message : String(error)}`;
      faults.push({ check: 'unreadable', file: picture.file, message });
    }
    onProgress?.(index + 1, source.pictures.length);
  }
  return { pictures: examined, classes: source.classes, faults, ...(maskValues && { maskValues }) };
}

async function* pagesOf(
  picture: SourcePicture,
  bytesOf: (file: string) => Promise<Uint8Array>,
  pictures: Pick<Pictures, 'decode' | 'decodeMask'>,
): AsyncGenerator<Examined> {
  const bytes = await bytesOf(picture.file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const masks = picture.mask && (await bytesOf(picture.mask.file));
  let pages = 1;
  for (let page = 0; page < pages; page++) {
    const decoded = await pictures.decode(bytes.slice(), page);
    pages = decoded.pages;
    const several = pages > 1;
    const { width, height } = decoded.frame;
    const mask = masks && (await pictures.decodeMask(masks.slice(), several ? page : undefined));
    yield {
      ...picture,
      name: several ? `${picture.file}#${page + 1}` : picture.file,
      image: several ? `${sha256}#${page + 1}` : sha256,
      ...(several && { page: page + 1 }),
      ...(several && picture.mask && { mask: { ...picture.mask, page: page + 1 } }),
      ...{ width, height, look: lookOf(decoded.frame) },
      ...(mask && { opened: { width: mask.width, height: mask.height, values: valuesOf(mask) } }),
    };
  }
}

/** The values that occur in a mask, sorted; of a coloured one those of its first channel. */
function valuesOf({ data, bits, channels }: Awaited<ReturnType<Pictures['decodeMask']>>): number[] {
  const seen = new Set<number>();
  const step = (channels * bits) / 8;
  for (let at = 0; at < data.length; at += step)
    seen.add(bits === 8 ? data[at]! : data[at]! | (data[at + 1]! << 8));
  return [...seen].toSorted((one, other) => one - other);
}
