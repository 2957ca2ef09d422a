import { mostNumbers, type PictureBox } from './dataset.ts';
import { boundsOf, isBox, type Outline } from './outline.ts';
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

/** To a ten-thousandth of a pixel, so that shares and pixels can be turned into each other without end. */
export const settled = (at: number): number => Math.round(at * 1e4) / 1e4;

/** A box as a dataset has it: with its outline where that says more, and then as tight as it is. */
export function pictureBox(name: string, box: PixelBox, outline?: Outline): PictureBox {
  const polygon = outline && outline.length >= 6 ? outline.map(settled) : undefined;
  const says = polygon !== undefined && polygon.length <= mostNumbers && !isBox(polygon);
  const [x = 0, y = 0, width = 0, height = 0] = (polygon ? boundsOf(polygon) : box).map(settled);
  return { class: name, box: [x, y, width, height], ...(says && { polygon }) };
}

/** The outline of a box in pixels; undefined where it has none. */
export const outlineInPixels = (
  { polygon, relative }: SourceBox,
  { width, height }: { readonly width: number; readonly height: number },
): Outline | undefined => (relative ? polygon?.map((at, i) => at * (i % 2 === 0 ? width : height)) : polygon);
