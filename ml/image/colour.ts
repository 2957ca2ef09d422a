/**
 * YUV to RGB, exactly: the same integers in TypeScript here, and with SIMD in `assembly/colour.ts`.
 *
 * With y = Y − offset, u = U − 128, v = V − 128 and 13-bit coefficients:
 *
 *     R = clip((luma·y + redV·v + 4096) >> 13)
 *     G = clip((luma·y − greenU·u − greenV·v + 4096) >> 13)
 *     B = clip((luma·y + blueU·u + 4096) >> 13)
 *
 * Coefficients follow from Kr and Kb of ITU-R BT.601-7 (0.299, 0.114) and BT.709-6 (0.2126, 0.0722), Kg = 1 − Kr − Kb:
 * redV = 2(1−Kr), blueU = 2(1−Kb), greenU = blueU·Kb/Kg, greenV = redV·Kr/Kg; limited range stretches luma by 255/219 and chroma
 * by 255/224. 13 bits is the most with which every coefficient stays a signed 16-bit number. A result is at most 1 from the real one.
 *
 * Chroma is taken as it is (nearest): the four pixels of a 2 × 2 block share the block's U and V.
 */
import { checkFrame, type Frame, type FrameColour } from './frame.ts';

export interface ColourCoefficients {
  readonly offset: number;
  readonly luma: number;
  readonly redV: number;
  readonly greenU: number;
  readonly greenV: number;
  readonly blueU: number;
}

const weights = { bt601: { red: 0.299, blue: 0.114 }, bt709: { red: 0.2126, blue: 0.0722 } } as const;

/** The 13-bit coefficients of the formula above. */
export function coefficientsOf({ matrix, range }: FrameColour): ColourCoefficients {
  const { red, blue } = weights[matrix];
  const green = 1 - red - blue;
  const limited = range === 'limited';
  const luma = limited ? (8192 * 255) / 219 : 8192;
  const chroma = limited ? (8192 * 255) / 224 : 8192;
  const redV = 2 * (1 - red) * chroma;
  const blueU = 2 * (1 - blue) * chroma;
  return {
    offset: limited ? 16 : 0,
    luma: Math.round(luma),
    redV: Math.round(redV),
    greenU: Math.round((blueU * blue) / green),
    greenV: Math.round((redV * red) / green),
    blueU: Math.round(blueU),
  };
}

/** One pixel, by the formula: [red, green, blue]. */
export function rgbOfPixel(y: number, u: number, v: number, colour: FrameColour): [number, number, number] {
  const k = coefficientsOf(colour);
  const luma = k.luma * (y - k.offset) + 4096;
  return [
    clip((luma + k.redV * (v - 128)) >> 13),
    clip((luma - k.greenU * (u - 128) - k.greenV * (v - 128)) >> 13),
    clip((luma + k.blueU * (u - 128)) >> 13),
  ];
}

/** The grey level, 0 to 255, that each Y value stands for: what the formula gives where U = V = 128. */
export function greyLevels(range: FrameColour['range']): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 256 }, (_, y) => rgbOfPixel(y, 128, 128, { matrix: 'bt601', range })[0]);
}

/** A frame as RGB, three bytes a pixel; a new array, except that an `rgb` frame's own data is returned. */
export function rgbOf(frame: Frame): Uint8Array {
  checkFrame(frame);
  return frame.layout === 'rgb' ? frame.data : interleave(frame, new Uint8Array(3 * area(frame)), 3);
}

/** A frame as opaque RGBA, four bytes a pixel, as a canvas wants it; always a new array. */
export function rgbaOf(frame: Frame): Uint8ClampedArray<ArrayBuffer> {
  checkFrame(frame);
  const out = new Uint8ClampedArray(4 * area(frame)).fill(255);
  if (frame.layout !== 'rgb') return interleave(frame, out, 4);
  for (let pixel = 0, from = 0; pixel < out.length; pixel += 4, from += 3) {
    out[pixel] = frame.data[from]!;
    out[pixel + 1] = frame.data[from + 1]!;
    out[pixel + 2] = frame.data[from + 2]!;
  }
  return out;
}

/** Writes the colours of an `i420` or `grey` frame into `out`, `step` bytes a pixel. */
function interleave<Bytes extends Uint8Array | Uint8ClampedArray>(
  frame: Frame,
  out: Bytes,
  step: number,
): Bytes {
  const { width, height, data, colour } = frame;
  if (frame.layout === 'grey') {
    const levels = greyLevels(colour.range);
    for (let i = 0, to = 0; i < data.length; i++, to += step)
      out[to] = out[to + 1] = out[to + 2] = levels[data[i]!]!;
    return out;
  }
  const k = coefficientsOf(colour);
  const chromaWidth = (width + 1) >> 1;
  const planeU = width * height;
  const planeV = planeU + chromaWidth * ((height + 1) >> 1);
  for (let row = 0, to = 0, i = 0; row < height; row++) {
    const chromaRow = (row >> 1) * chromaWidth;
    for (let x = 0; x < width; x++, i++, to += step) {
      const u = data[planeU + chromaRow + (x >> 1)]! - 128;
      const v = data[planeV + chromaRow + (x >> 1)]! - 128;
      const luma = k.luma * (data[i]! - k.offset) + 4096;
      out[to] = clip((luma + k.redV * v) >> 13);
      out[to + 1] = clip((luma - k.greenU * u - k.greenV * v) >> 13);
      out[to + 2] = clip((luma + k.blueU * u) >> 13);
    }
  }
  return out;
}

const area = (frame: Frame) => frame.width * frame.height;
const clip = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : value);
