import sharp, { type Metadata, type Sharp } from 'sharp';
import { imageLimits } from '../../contract/imaging.ts';
import { WorkFailure } from '../serve.ts';
import { checkExtent } from './open-file.ts';
import type { FileType } from './formats.ts';
import { checkProfile } from './profile.ts';

// Only what is named here is ever opened; every other loader of libvips stays shut.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadTiffBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
  ],
});
sharp.cache(false);
sharp.concurrency(1);

export interface Opened {
  readonly image: Sharp;
  readonly metadata: Metadata;
}

/**
 * Opens a file so that any warning of its reader refuses it. libvips (8.18.7) looks for libjpeg's warnings only before the next eight rows;
 * what the last ones held is checked beforehand, in jpeg.ts.
 *
 * @param asStored leave the numbers as they are: no colour profile
 * @throws WorkFailure, and whatever libvips says
 */
export async function open(bytes: Uint8Array, type: FileType, asStored = false): Promise<Opened> {
  const image = sharp(bytes, {
    limitInputPixels: imageLimits.pixels,
    limitInputChannels: imageLimits.channels,
    failOn: 'warning',
    ignoreIcc: asStored,
  });
  const metadata = await image.metadata();
  const { format, width, height, channels, pages = 1 } = metadata;
  if (format !== type) throw new WorkFailure('unreadable-image', `a ${type} file that reads as ${format}`);
  checkExtent(width, height, channels);
  if (type !== 'tiff' && pages > 1) throw new WorkFailure('unreadable-image', 'a moving picture');
  if (metadata.icc && !asStored) checkProfile(metadata.icc);
  return { image: image.autoOrient(), metadata };
}

/** The words of a failure of libvips, one line; a failure of ours as it is. */
export function failureOf(error: unknown): WorkFailure {
  if (error instanceof WorkFailure) return error;
  if (error instanceof Error && error.message.includes('exceeds pixel limit'))
    return new WorkFailure('too-large', `more than ${imageLimits.pixels} pixels`, { cause: error });
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
  return new WorkFailure('unreadable-image', message.slice(0, 300), { cause: error });
}
