import { z } from 'zod';
import type { Frame } from '../../ml/image/frame.ts';
import { imageTypes } from './events.ts';

// What host and image worker say to each other.

/** The largest picture that is opened: 40 megapixels, 64 MB. */
export const imageLimits = { pixels: 40_000_000, bytes: 64_000_000, pages: 200 } as const;

export interface ImagingAsks {
  /** A file to one upright 8 bit sRGB frame; `page` counts from 0. */
  decode: { readonly bytes: Uint8Array; readonly page?: number };
  /** A frame to a file, no wider than `width`. */
  encode: { readonly frame: Frame; readonly format: 'jpeg' | 'png'; readonly width?: number };
}
export type ImagingCall = keyof ImagingAsks;

const side = z.number().int().min(1).max(65_535);
const bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);

export const imagingAnswers = {
  decode: z
    .strictObject({
      type: z.enum(imageTypes),
      pages: z.number().int().min(1),
      width: side,
      height: side,
      /** Three bytes a pixel, row by row. */
      rgb: bytes,
    })
    .refine((p) => p.rgb.length === 3 * p.width * p.height, 'the picture has not width × height pixels'),
  encode: z.strictObject({ bytes }),
} as const satisfies Record<ImagingCall, z.ZodType>;
export type ImagingAnswers = { [C in ImagingCall]: z.infer<(typeof imagingAnswers)[C]> };
