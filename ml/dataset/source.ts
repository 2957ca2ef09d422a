import type { z } from 'zod';
import type { Frame } from '../image/frame.ts';
import type { Entry, faultSchema, Split } from './dataset.ts';

/** A folder of other people's, as an importer sees it: read, never written. Paths are relative, with `/`. */
export interface SourceFolder {
  /** Every file below it, sorted. */
  readonly files: readonly string[];
  /** UTF-8. */
  text(path: string): Promise<string>;
  /** Its bytes, unpacked where the name ends in `.gz`. Without it, IDX cannot be read. */
  unpacked?(path: string): Promise<Uint8Array>;
}

/** What a layout says of one picture, before anybody has opened the picture. */
export interface SourcePicture extends Pick<
  Entry,
  'class' | 'group' | 'author' | 'source' | 'licence' | 'facts'
> {
  readonly file: string;
  readonly page?: number;
  /** Its pixels, where the file is no picture file but holds many of them. */
  readonly frame?: Frame;
  readonly split?: Split;
  readonly boxes?: readonly SourceBox[];
  readonly mask?: { readonly file: string; readonly page?: number };
  /** Size and number of boxes as the annotation has them, to be held against the picture. */
  readonly declared?: { readonly width?: number; readonly height?: number; readonly boxes?: number };
}

/** [x, y, width, height] in pixels, or in shares of the picture's sides; `polygon` ([x0, y0, x1, y1, …]) in the same. */
export interface SourceBox {
  readonly class: string;
  readonly box: readonly [x: number, y: number, width: number, height: number];
  readonly polygon?: readonly number[];
  readonly relative?: true;
}

/** Something wrong with a file of the source. */
export type SourceFault = z.infer<typeof faultSchema>;

export interface SourceList {
  readonly layout: Layout;
  readonly pictures: readonly SourcePicture[];
  /** In the order of the source, where it has one; classes without a picture among them. */
  readonly classes: readonly string[];
  readonly faults: readonly SourceFault[];
}

export const layouts = ['folders', 'yolo', 'voc', 'coco', 'csv-boxes', 'pairs', 'idx'] as const;
export type Layout = (typeof layouts)[number];

export const pictureFile = /\.(jpe?g|png|webp|bmp|tiff?)$/i;

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const stemOf = (path: string): string => baseName(path).replace(/\.[^.]+$/, '');
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The side of a split that a path names with one of its folders. */
export function splitOf(path: string): Split | undefined {
  for (const folder of folderOf(path).toLowerCase().split('/')) {
    if (folder === 'train' || folder === 'training') return 'train';
    if (folder === 'valid' || folder === 'val' || folder === 'validation') return 'valid';
    if (folder === 'test' || folder === 'testing') return 'test';
  }
  return undefined;
}
