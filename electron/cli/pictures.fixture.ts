import sharp, { type Sharp } from 'sharp';
import { rgbOf } from '../../ml/image/colour.ts';
import type { Frame } from '../../ml/image/frame.ts';

/** A PNG of one grey, 0 to 255. */
export const greyPng = (level: number, { width, height } = { width: 64, height: 64 }): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: { r: level, g: level, b: level } } })
    .png()
    .toBuffer();

/** A frame on its way to a file. */
export const sharpOf = (frame: Frame): Sharp =>
  sharp(rgbOf(frame), { raw: { width: frame.width, height: frame.height, channels: 3 } });
