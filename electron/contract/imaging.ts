import { z } from 'zod';
import type { Frame } from '../../ml/image/frame.ts';
import { depthRules, imageTypes, type DepthRule } from './events.ts';

// What host and image worker say to each other.

/** What a picture may be and cost; past one of these it is refused, past `ms` or `memoryBytes` its worker is killed (reference/reliability.md H2). */
export const imageLimits = {
  pixels: 40_000_000,
  /** Of one side, in pixels. */
  side: 65_535,
  bytes: 64_000_000,
  channels: 5,
  pages: 200,
  ms: 10_000,
  memoryBytes: 1_000_000_000,
} as const;

/** What a mask is read from: every picture, and GIF besides. */
export const maskTypes = ['jpeg', 'png', 'tiff', 'webp', 'bmp', 'gif'] as const;

export interface ImagingAsks {
  /** One page of a file to an upright 8 bit sRGB picture; `page` counts from 0, `depth` is for files of 16 bit (`full-range` unless said). */
  decode: { readonly bytes: Uint8Array; readonly page?: number; readonly depth?: DepthRule };
  /** One page of a file to its numbers as they are stored: no colour profile, no scaling, upright. */
  decodeMask: { readonly bytes: Uint8Array; readonly page?: number };
  /** A frame to a file, no wider than `width`. */
  encode: { readonly frame: Frame; readonly format: 'jpeg' | 'png'; readonly width?: number };
}
export type ImagingCall = keyof ImagingAsks;

const side = z.number().int().min(1).max(imageLimits.side);
const bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
const pages = z.number().int().min(1).max(imageLimits.pages);

const picture = z
  .strictObject({
    width: side,
    height: side,
    /** Three bytes a pixel, row by row. */
    rgb: bytes,
    /** How 16 bit became 8; absent where the file has 8. */
    depth: z.enum(depthRules).optional(),
  })
  .refine((p) => p.rgb.length === 3 * p.width * p.height, 'the picture has not width × height pixels');

/** Why this page, of a file that is otherwise sound so far, is not read. */
const refused = z.strictObject({ code: z.enum(['unreadable-image', 'too-large']), message: z.string() });

const mask = z
  .strictObject({
    type: z.enum(maskTypes),
    pages,
    width: side,
    height: side,
    channels: z.union([z.literal(1), z.literal(3)]),
    bits: z.union([z.literal(8), z.literal(16)]),
    /** Row by row, channels side by side; 16 bit little-endian. */
    data: bytes,
  })
  .refine(
    (m) => m.data.length === (m.width * m.height * m.channels * m.bits) / 8,
    'the mask has not width × height values',
  );

export const imagingAnswers = {
  decode: z.strictObject({ type: z.enum(imageTypes), pages, page: z.union([picture, refused]) }),
  decodeMask: mask,
  encode: z.strictObject({ bytes }),
} as const satisfies Record<ImagingCall, z.ZodType>;
export type ImagingAnswers = { [C in ImagingCall]: z.infer<(typeof imagingAnswers)[C]> };
