import type { SourceBox } from './source.ts';

export type PixelBox = readonly [x: number, y: number, width: number, height: number];

/** A box of a picture in pixels. */
export const inPixels = (
  { box: [x, y, width, height], relative }: SourceBox,
  size: { readonly width: number; readonly height: number },
): PixelBox =>
  relative
    ? [x * size.width, y * size.height, width * size.width, height * size.height]
    : [x, y, width, height];
