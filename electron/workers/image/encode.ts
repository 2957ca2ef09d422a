import sharp from 'sharp';
import { rgbOf } from '../../../ml/image/colour.ts';
import type { ImagingAnswers, ImagingAsks } from '../../contract/imaging.ts';

/** A frame to a JPEG (for looking) or a PNG (without loss), no wider than `width`; never enlarged. */
export async function encode({
  frame,
  format,
  width,
}: ImagingAsks['encode']): Promise<ImagingAnswers['encode']> {
  const raw = { width: frame.width, height: frame.height, channels: 3 } as const;
  const picture = sharp(rgbOf(frame), { raw }).resize({
    width: width ?? frame.width,
    withoutEnlargement: true,
  });
  const file = format === 'png' ? picture.png({ compressionLevel: 3 }) : picture.jpeg({ quality: 85 });
  return { bytes: await file.toBuffer() };
}
