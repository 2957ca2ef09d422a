import type { Frame } from './frame.ts';

/** Where a frame's luminance lies: sample (x, y) is `data[start + (y * width + x) * step]`. Of RGB it is the green. */
export interface Luminance {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly start: number;
  readonly step: number;
  /** The codes of black and white: 16 and 235 in a limited range, else 0 and 255. */
  readonly black: number;
  readonly white: number;
}

export function luminanceOf({ width, height, layout, colour, data }: Frame): Luminance {
  const limited = layout !== 'rgb' && colour.range === 'limited';
  const [start, step] = layout === 'rgb' ? [1, 3] : [0, 1];
  return { width, height, data, start, step, black: limited ? 16 : 0, white: limited ? 235 : 255 };
}

/** [x, y, width, height] in pixels. */
export type Area = readonly [number, number, number, number];

/** The middle of a frame, half as wide and half as high. */
export function centreOf({ width, height }: { readonly width: number; readonly height: number }): Area {
  const [wide, high] = [Math.floor(width / 2), Math.floor(height / 2)];
  return [Math.floor((width - wide) / 2), Math.floor((height - high) / 2), wide, high];
}

export const isWithin = (
  [x, y, wide, high]: Area,
  { width, height }: { readonly width: number; readonly height: number },
): boolean => x >= 0 && y >= 0 && wide > 0 && high > 0 && x + wide <= width && y + high <= height;

/** @throws Error when the area does not lie within the frame */
export function checkArea(area: Area, frame: { readonly width: number; readonly height: number }): void {
  if (!isWithin(area, frame))
    throw new Error(`the area ${area.join(', ')} is not within ${frame.width} × ${frame.height} pixels`);
}
