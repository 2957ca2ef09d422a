import { encodeTiff, type GreyPage } from '../../../ml/dataset/tiff.ts';
import type { Layout } from '../../../ml/dataset/source.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Export, ExportFile } from '../../../ml/dataset/writers/export.ts';
import { filledMask } from '../../../ml/dataset/writers/pairs.ts';
import { exportDataset } from '../../../ml/dataset/writers/write.ts';
import { LoupeError } from '../../contract/errors.ts';
import { causeOf, makeFolders, parentOf } from '../durable.ts';
import type { Images, ImageType } from '../images/images.ts';
import type { Pictures } from '../inspection/pictures.ts';
import type { Platform } from '../platform.ts';
import { isoTime } from '../time.ts';
import type { Datasets } from './datasets.ts';
import type { Progress } from './import.ts';
import { greyPage } from './mask-numbers.ts';

export interface Exported {
  readonly folder: string;
  readonly files: number;
  readonly notes: string[];
}

/** Datasets as folders and files for other programs. */
export interface Exports {
  /** Into a new folder below the station's `exports/`, which appears there when it is whole. @throws LoupeError `not-found`, `not-written` */
  toExports(name: string, layout: Layout, signal?: AbortSignal): AsyncGenerator<Progress, Exported>;
  /** File by file to whoever asks. @throws LoupeError `not-found` */
  files(name: string, layout: Layout): Promise<ExportedFiles>;
}
export interface ExportedFiles {
  readonly paths: readonly string[];
  readonly notes: readonly string[];
  /** Each file with its bytes, in order. */
  each(): AsyncGenerator<{ readonly path: string; readonly bytes: Uint8Array }>;
}

/** Those that are not what the type is called. */
const endings: Partial<Record<ImageType, string>> = { jpeg: '.jpg', tiff: '.tif', y4m: '.png' };

export function createExports({
  platform: { files, clock },
  datasets,
  images,
  pictures,
}: {
  readonly platform: Pick<Platform, 'files' | 'clock'>;
  readonly datasets: Pick<Datasets, 'open' | 'stored'>;
  readonly images: Pick<Images, 'get'>;
  readonly pictures: Pick<Pictures, 'decode' | 'decodeMask' | 'encode'>;
}): Exports {
  const bytesOf = async (file: ExportFile): Promise<Uint8Array> => {
    if ('text' in file) return new TextEncoder().encode(file.text);
    if ('grey' in file) {
      const parts: Uint8Array[] = [file.head];
      for (const picture of file.grey) parts.push(greyOf(await datasets.stored.frame(picture)));
      return Buffer.concat(parts);
    }
    if ('areas' in file) return encodeTiff([filledPage(file)]);
    if ('page' in file && file.mask) return encodeTiff([greyPage(await datasets.stored.mask(file))]);
    if ('page' in file) return pictures.encode(await datasets.stored.frame(file), 'png');
    const { type, bytes } = await images.get(file.image);
    return type === 'y4m' ? pictures.encode(await datasets.stored.frame(file), 'png') : bytes;
  };

  const open = async (name: string, layout: Layout): Promise<ExportedFiles> => {
    const { dataset } = await datasets.open(name);
    const pages = new Map<string, number>();
    const types = new Map<string, string>();
    for (const { image, page, mask } of dataset.entries)
      for (const [one, of] of [[image, page] as const, ...(mask ? [[mask.image, undefined] as const] : [])]) {
        if (types.has(one)) continue;
        const { type, bytes } = await images.get(one);
        types.set(one, endings[type] ?? `.${type}`);
        if (of !== undefined) pages.set(one, (await pictures.decode(bytes)).pages);
      }
    const { files: wanted, notes } = planned(() =>
      exportDataset(dataset, layout, {
        pagesOf: (image) => pages.get(image) ?? 1,
        endingOf: (image) => types.get(image) ?? '.png',
      }),
    );
    return {
      paths: wanted.map(({ path }) => path),
      notes,
      async *each() {
        for (const file of wanted) yield { path: file.path, bytes: await bytesOf(file) };
      },
    };
  };

  return {
    files: open,
    async *toExports(name, layout, signal) {
      const { paths, notes, each } = await open(name, layout);
      const stamp = isoTime(clock.now()).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
      const folder = `${name}-${layout}-${stamp}`;
      const unfinished = `exports/.${folder}`;
      let done = 0;
      try {
        await makeFolders(files, unfinished);
        for await (const { path, bytes } of each()) {
          signal?.throwIfAborted();
          await files.makeFolder(parentOf(`${unfinished}/${path}`));
          const handle = await files.create(`${unfinished}/${path}`);
          await handle
            .write(bytes)
            .then(() => handle.sync())
            .finally(() => handle.close());
          yield { done: ++done, total: paths.length };
        }
        await files.rename(unfinished, `exports/${folder}`);
        await files.syncFolder('exports');
      } catch (error) {
        if (error instanceof LoupeError || signal?.aborted) throw error;
        throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
      }
      return { folder, files: paths.length, notes: [...notes] };
    },
  };
}

/** Of 8 bit, where its numbers fit. */
function filledPage(file: Extract<ExportFile, { areas: unknown }>): GreyPage {
  const { width, height } = file;
  const numbers = filledMask(file);
  const small = numbers.every((value) => value < 256);
  const data = small ? Uint8Array.from(numbers) : new Uint8Array(numbers.buffer);
  return { width, height, bits: small ? 8 : 16, data };
}

/** What a layout cannot hold at all is the asker's to hear. */
function planned(make: () => Export): Export {
  try {
    return make();
  } catch (error) {
    throw new LoupeError('conflict', { what: causeOf(error) }, { cause: error });
  }
}

/** Grey levels, row by row: `grey` frames as they are, of `rgb` the luminance of BT.601, of camera frames their first plane. */
function greyOf({ layout, width, height, data }: Frame): Uint8Array {
  if (layout !== 'rgb') return data.subarray(0, width * height);
  return Uint8Array.from({ length: width * height }, (_, at) =>
    Math.round(0.299 * data[3 * at]! + 0.587 * data[3 * at + 1]! + 0.114 * data[3 * at + 2]!),
  );
}
