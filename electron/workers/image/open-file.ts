import { imageLimits } from '../../contract/imaging.ts';
import { WorkFailure } from '../serve.ts';
import { formatOf, strangerOf, type FileType } from './formats.ts';
import { checkJpeg } from './jpeg.ts';
import { checkPng } from './png.ts';
import { tiffPages, withOnly, type TiffPage } from './tiff.ts';

/** A file that may be opened, before a pixel of it is read. */
export interface OpenFile<Type extends FileType = FileType> {
  readonly type: Type;
  readonly pages: number;
  /** The file as if it had this page only; counts from 0. @throws WorkFailure */
  page(index: number): Uint8Array;
}

/** A file to be judged. @throws WorkFailure `unreadable-image`, `too-large`, both for the file as a whole */
export function openPicture(bytes: Uint8Array): OpenFile<Exclude<FileType, 'gif'>> {
  const type = typeOf(bytes);
  if (type === 'gif') throw new WorkFailure('unreadable-image', 'a GIF file, which is read as a mask only');
  return opened(bytes, type);
}

/** A file of labels: GIF too. @throws WorkFailure `unreadable-image`, `too-large`, both for the file as a whole */
export function openMask(bytes: Uint8Array): OpenFile {
  return opened(bytes, typeOf(bytes));
}

function typeOf(bytes: Uint8Array): FileType {
  if (bytes.length > imageLimits.bytes)
    throw new WorkFailure('too-large', `${bytes.length} bytes, allowed ${imageLimits.bytes}`);
  const type = formatOf(bytes);
  if (type !== null) return type;
  const message = `${strangerOf(bytes)}, not a JPEG, PNG, TIFF, WebP or BMP file`;
  throw new WorkFailure('unreadable-image', message);
}

function opened<Type extends FileType>(bytes: Uint8Array, type: Type): OpenFile<Type> {
  if (type === 'png') checkPng(bytes);
  if (type === 'jpeg') checkJpeg(bytes);
  if (type === 'bmp' || type === 'webp') checkLength(bytes, type);
  const pages = type === 'tiff' ? tiffPages(bytes, imageLimits.pages) : null;
  const count = pages?.length ?? 1;
  return {
    type,
    pages: count,
    page(index) {
      if (index >= count) throw new WorkFailure('unreadable-image', `no page ${index + 1}, it has ${count}`);
      const page = pages?.[index];
      if (page === undefined) return bytes;
      checkPage(page);
      return count === 1 ? bytes : withOnly(bytes, page);
    },
  };
}

/** A BMP and a WebP say in their heads how long they are; one that is not has lost or gained something on its way. */
function checkLength(bytes: Uint8Array, type: 'bmp' | 'webp'): void {
  if (bytes.length < 8) throw new WorkFailure('unreadable-image', 'shorter than its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const said = type === 'bmp' ? view.getUint32(2, true) : 8 + view.getUint32(4, true);
  // Some programs leave it out of a BMP.
  if (said === bytes.length || (type === 'bmp' && said === 0)) return;
  throw new WorkFailure(
    'unreadable-image',
    `a damaged ${type === 'bmp' ? 'BMP' : 'WebP'} file: it says ${said} bytes and has ${bytes.length}`,
  );
}

/** Refuses a side, an area or a number of channels past the limits. @throws WorkFailure */
export function checkExtent(width: number, height: number, channels: number): void {
  const { pixels, side, channels: most } = imageLimits;
  if (width < 1 || height < 1) throw new WorkFailure('unreadable-image', `${width} × ${height} pixels`);
  if (width > side || height > side)
    throw new WorkFailure('too-large', `${width} × ${height} pixels, allowed ${side} a side`);
  if (width * height > pixels)
    throw new WorkFailure('too-large', `${width} × ${height} pixels, allowed ${pixels} in all`);
  if (channels > most) throw new WorkFailure('too-large', `${channels} channels, allowed ${most}`);
}

function checkPage({ width, height, bits, sampleFormat, photometric }: TiffPage): void {
  checkExtent(width, height, bits.length);
  const refuse = (what: string) =>
    new WorkFailure('unreadable-image', `${what}; read are unsigned samples of 1, 2, 4, 8 and 16 bit`);
  // Neither has a darkest and a brightest value that the file would name.
  if (sampleFormat === 3) throw refuse('floating-point samples');
  if (sampleFormat === 2) throw refuse('signed samples');
  const depth = bits[0] ?? 0;
  if (![1, 2, 4, 8, 16].includes(depth) || bits.some((each) => each !== depth))
    throw refuse(`samples of ${bits.join(', ')} bit`);
  // sharp takes libvips' packed Lab for something else.
  if (photometric >= 8 && photometric <= 10 && depth === 8) throw refuse('Lab of 8 bit');
}
