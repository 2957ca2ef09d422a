import type { Sharp } from 'sharp';
import type { DepthRule } from '../../contract/events.ts';
import type { ImagingAnswers, ImagingAsks } from '../../contract/imaging.ts';
import { WorkFailure } from '../serve.ts';
import { decodeBmp } from './bmp.ts';
import { stretch } from './depth.ts';
import type { FileType } from './formats.ts';
import { failureOf, open } from './libvips.ts';
import { openPicture } from './open-file.ts';

/**
 * One page of a file to an upright 8 bit sRGB picture: EXIF orientation applied once, an embedded colour profile honoured, transparency
 * dropped. A damaged page is refused, never guessed at.
 * @throws WorkFailure `unreadable-image`, `too-large` when the file as a whole is refused; one page's refusal is an answer
 */
export async function decode({
  bytes,
  page = 0,
  depth = 'full-range',
}: ImagingAsks['decode']): Promise<ImagingAnswers['decode']> {
  const file = openPicture(bytes);
  const { type, pages } = file;
  try {
    return { type, pages, page: await decodePage(file.page(page), type, depth) };
  } catch (error) {
    const { code, message } = failureOf(error);
    return { type, pages, page: { code: code === 'too-large' ? code : 'unreadable-image', message } };
  }
}

type Picture = Extract<ImagingAnswers['decode']['page'], { rgb: Uint8Array }>;

async function decodePage(bytes: Uint8Array, type: FileType, depth: DepthRule): Promise<Picture> {
  if (type === 'bmp') return decodeBmp(bytes);
  const { image, metadata } = await open(bytes, type);
  const deep = metadata.depth === 'ushort';
  const stretched = deep && depth === 'min-max';
  const { data, info } = await (deep && metadata.icc ? profiled(image, stretched) : image)
    .toColourspace(stretched ? 'rgb16' : 'srgb')
    .removeAlpha()
    .raw({ depth: stretched ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new WorkFailure('unreadable-image', `${info.channels} channels`);
  const { width, height } = info;
  return { width, height, rgb: stretched ? stretch(data) : data, ...(deep && { depth }) };
}

/** Left alone, sharp takes 16 bit with a profile to Display P3 and stays there. */
const profiled = (image: Sharp, stretched: boolean): Sharp =>
  stretched ? image.withIccProfile('srgb', { attach: false }) : image.pipelineColourspace('srgb');
