import sharp from 'sharp';
import { imageLimits, type ImagingAnswers, type ImagingAsks } from '../../contract/imaging.ts';
import { WorkFailure } from '../serve.ts';
import { decodeBmp } from './bmp.ts';
import { formatOf } from './formats.ts';

// Only what is named here is ever opened; every other loader of libvips stays shut.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadTiffBuffer',
    'VipsForeignLoadWebpBuffer',
  ],
});
sharp.cache(false);

/**
 * A file to an upright 8 bit sRGB picture: EXIF orientation applied once, an embedded colour profile honoured, transparency dropped.
 * A damaged file is refused, never guessed at.
 * @throws WorkFailure `unreadable-image`, `too-large`
 */
export async function decode(ask: ImagingAsks['decode']): Promise<ImagingAnswers['decode']> {
  const { bytes, page = 0 } = ask;
  if (bytes.length > imageLimits.bytes) {
    throw new WorkFailure('too-large', `${bytes.length} bytes, allowed ${imageLimits.bytes}`);
  }
  const type = formatOf(bytes);
  if (type === null) throw new WorkFailure('unreadable-image', 'not a JPEG, PNG, TIFF, WebP or BMP file');
  try {
    if (type === 'bmp') {
      if (page !== 0) throw new WorkFailure('unreadable-image', `page ${page} of 1`);
      return { type, pages: 1, ...decodeBmp(bytes, imageLimits.pixels) };
    }
    const { pages = 1 } = await sharp(bytes, { limitInputPixels: imageLimits.pixels }).metadata();
    if (page >= Math.min(pages, imageLimits.pages)) {
      throw new WorkFailure('unreadable-image', `page ${page} of ${Math.min(pages, imageLimits.pages)}`);
    }
    const { data, info } = await sharp(bytes, {
      limitInputPixels: imageLimits.pixels,
      limitInputChannels: 5,
      failOn: 'warning',
      page,
      pages: 1,
    })
      .autoOrient()
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new WorkFailure('unreadable-image', `${info.channels} channels`);
    return { type, pages, width: info.width, height: info.height, rgb: data };
  } catch (error) {
    if (error instanceof WorkFailure) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const tooLarge = message.includes('exceeds pixel limit');
    throw new WorkFailure(tooLarge ? 'too-large' : 'unreadable-image', message, { cause: error });
  }
}
