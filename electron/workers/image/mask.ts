import type { ImagingAnswers, ImagingAsks } from '../../contract/imaging.ts';
import { WorkFailure } from '../serve.ts';
import { decodeBmp } from './bmp.ts';
import { failureOf, open } from './libvips.ts';
import { openMask } from './open-file.ts';

/** How libvips calls what it read, and what a mask of it is. */
const kinds = {
  'b-w': { channels: 1, bits: 8 },
  grey16: { channels: 1, bits: 16 },
  srgb: { channels: 3, bits: 8 },
  rgb16: { channels: 3, bits: 16 },
} as const;

/**
 * One page of a file as the numbers it holds, for masks whose values mean classes or instances: palettes become colours, transparency is
 * dropped, nothing else is changed.
 * @throws WorkFailure `unreadable-image`, `too-large`
 */
export async function decodeMask({
  bytes,
  page = 0,
}: ImagingAsks['decodeMask']): Promise<ImagingAnswers['decodeMask']> {
  const file = openMask(bytes);
  const { type, pages } = file;
  const one = file.page(page);
  if (type === 'bmp') {
    const { rgb, ...size } = decodeBmp(one);
    return { type, pages, ...size, channels: 3, bits: 8, data: rgb };
  }
  try {
    const { image, metadata } = await open(one, type, true);
    const kind = Object.entries(kinds).find(([space]) => space === metadata.space)?.[1];
    if (kind === undefined) throw new WorkFailure('unreadable-image', `a mask in ${metadata.space}`);
    const { data, info } = await image
      .toColourspace(metadata.space)
      .removeAlpha()
      .raw({ depth: kind.bits === 8 ? 'uchar' : 'ushort' })
      .toBuffer({ resolveWithObject: true });
    return { type, pages, width: info.width, height: info.height, ...kind, data };
  } catch (error) {
    throw failureOf(error);
  }
}
