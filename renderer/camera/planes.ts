import { frameBytes, type Frame, type FrameColour } from '../../ml/image/frame.ts';

/** What of a `VideoFrame` is read here; the rest of it is the browser's. */
export type Picture = Pick<VideoFrame, 'format' | 'visibleRect' | 'colorSpace' | 'allocationSize' | 'copyTo'>;

/**
 * The planes of a picture as the camera made them, tightly packed.
 *
 * - `I420` as it is; `NV12` with its chroma pairs taken apart: both exact.
 * - Everything else (JPEG cameras in 4:2:2, 10 bit, RGB sources) is turned into sRGB by the browser and recorded as `rgb`: what the
 *   browser shows is then what is judged, and the record says so by its layout.
 *
 * @throws Error when the picture has no pixels (a closed frame)
 */
export async function readPlanes(picture: Picture): Promise<Frame> {
  const rect = picture.visibleRect;
  if (rect === null || picture.format === null) throw new Error('the picture has no pixels');
  const { width, height } = rect;
  const colour = colourOf(picture.colorSpace, height);
  const chroma = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  if (picture.format === 'I420') {
    const data = new Uint8Array(frameBytes('i420', width, height));
    const u = width * height;
    const layout = [
      { offset: 0, stride: width },
      { offset: u, stride: chroma.width },
      { offset: u + chroma.width * chroma.height, stride: chroma.width },
    ];
    await picture.copyTo(data, { rect, layout });
    return { width, height, layout: 'i420', colour, data };
  }
  if (picture.format === 'NV12') {
    const data = new Uint8Array(frameBytes('i420', width, height));
    const layout = [
      { offset: 0, stride: width },
      { offset: width * height, stride: 2 * chroma.width },
    ];
    await picture.copyTo(data, { rect, layout });
    separateChroma(data.subarray(width * height));
    return { width, height, layout: 'i420', colour, data };
  }
  const rgba = new Uint8Array(4 * width * height);
  await picture.copyTo(rgba, {
    rect,
    format: 'RGBA',
    colorSpace: 'srgb',
    layout: [{ offset: 0, stride: 4 * width }],
  });
  return { width, height, layout: 'rgb', colour, data: withoutAlpha(rgba) };
}

/** UVUV… becomes UU…VV…, in place. */
export function separateChroma(pairs: Uint8Array): void {
  const half = pairs.length / 2;
  const v = new Uint8Array(half);
  for (let i = 0; i < half; i++) {
    v[i] = pairs[2 * i + 1] as number;
    pairs[i] = pairs[2 * i] as number;
  }
  pairs.set(v, half);
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] as number;
    rgb[to + 1] = rgba[from + 1] as number;
    rgb[to + 2] = rgba[from + 2] as number;
  }
  return rgb;
}

/**
 * How the browser says YUV becomes RGB. Where it says nothing: BT.601 below 720 lines and BT.709 from there on, limited range, which is
 * what cameras of these sizes mean.
 */
export function colourOf(space: Pick<VideoColorSpace, 'matrix' | 'fullRange'>, height: number): FrameColour {
  const said = space.matrix;
  const hd = said === null || said === undefined || said === 'rgb' ? height >= 720 : !sd.has(said);
  return { matrix: hd ? 'bt709' : 'bt601', range: space.fullRange === true ? 'full' : 'limited' };
}
const sd: ReadonlySet<string> = new Set(['smpte170m', 'bt470bg']);
