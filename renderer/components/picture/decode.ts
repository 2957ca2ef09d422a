import type { Frame, FrameColour } from '../../../ml/image/frame.ts';
import { rgbaOf } from '../../../ml/image/colour.ts';
import { decodeY4m } from '../../../ml/image/y4m.ts';

/** A stored picture ready to be drawn; close it when it is no longer shown. */
export interface Drawable {
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  close(): void;
}

/**
 * The bytes of `images.read` as something a canvas draws. Camera frames go to the browser as planes, so that what is seen is what was
 * judged; files are decoded by the browser, upright.
 * @throws Error when the bytes are no picture of this type, or the browser cannot show it (TIFF)
 */
export async function decodePicture(type: string, bytes: Uint8Array<ArrayBuffer>): Promise<Drawable> {
  if (type === 'y4m') return drawFrame(decodeY4m(bytes));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: `image/${type}` }));
  return { source: bitmap, width: bitmap.width, height: bitmap.height, close: () => bitmap.close() };
}

const matrices = { bt601: 'smpte170m', bt709: 'bt709' } as const;

/** Primaries and transfer are the screen's own, so that only the matrix is applied, as in the judged pixels. */
const colourSpace = ({ matrix, range }: FrameColour): VideoColorSpaceInit => ({
  matrix: matrices[matrix],
  fullRange: range === 'full',
  primaries: 'bt709',
  transfer: 'iec61966-2-1',
});

async function drawFrame(frame: Frame): Promise<Drawable> {
  const { width, height, layout, colour } = frame;
  if (layout === 'i420' && width % 2 === 0 && height % 2 === 0) {
    const picture = new VideoFrame(new Uint8Array(frame.data), {
      format: 'I420',
      codedWidth: width,
      codedHeight: height,
      timestamp: 0,
      colorSpace: colourSpace(colour),
    });
    return { source: picture, width, height, close: () => picture.close() };
  }
  // Grey planes, and the odd sides that a VideoFrame refuses.
  const pixels = new Uint8ClampedArray(rgbaOf(frame));
  const bitmap = await createImageBitmap(new ImageData(pixels, width, height));
  return { source: bitmap, width, height, close: () => bitmap.close() };
}
