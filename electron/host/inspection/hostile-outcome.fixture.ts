import { height, rgb, width } from './picture.fixture.ts';
import { pngHeader, pngOf, pngPart, pngRows, tiffSheet } from './picture-bytes.fixture.ts';

/** What must come of a file: these pixels, a picture of this size, or a refusal whose words match. */
export type Outcome =
  | { readonly rgb: Uint8Array; readonly width: number; readonly height: number }
  | { readonly size: readonly [number, number] }
  | { readonly refused: 'unreadable-image' | 'too-large'; readonly why: RegExp };
export type HostilePicture = readonly [name: string, bytes: Uint8Array, outcome: Outcome];

export const same = { rgb, width, height };
export const unreadable = (why = /./) => ({ refused: 'unreadable-image', why }) as const;
export const tooLarge = (why = /./) => ({ refused: 'too-large', why }) as const;
export const text = (words: string) => new TextEncoder().encode(words);
export const zeros = (bytes: number) => new Uint8Array(bytes);

/** The same small picture as rows of a PNG, as a PNG with `between` its header and its pixels, and as a sheet of a TIFF. */
export const rows = pngRows(rgb, 3 * width);
export const png = (...between: Uint8Array[]) =>
  pngOf(pngHeader(width, height), ...between, rows, pngPart('IEND'));
export const sheet = tiffSheet(width, height, rgb);
