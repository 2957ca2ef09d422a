/**
 * The pixel kernel in plain TypeScript: the same bytes as `assembly/`, written to be read. It is the oracle of the tests and the fallback
 * where WebAssembly SIMD is missing.
 */
import type { ModelInput } from '../package/manifest.ts';
import { areaTaps, linearTaps, pillowTaps, type Taps } from './taps.ts';

/** Interleaved 8-bit samples, `channels` a pixel, rows tightly packed. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** Resizes a picture by the named convention. Throws for `area/u8` where a side grows. */
export function resize(
  kernel: ModelInput['kernel'],
  picture: Picture,
  width: number,
  height: number,
): Picture {
  switch (kernel) {
    case 'cv2-linear/u8':
      return linear(picture, width, height);
    case 'area/u8':
      return area(picture, width, height);
    case 'pil-bilinear/u8':
    case 'pil12-bilinear/u8': {
      const vertical = (p: Picture) => pillowRows(p, pillowTaps(p.height, height));
      const horizontal = (p: Picture) => pillowColumns(p, pillowTaps(p.width, width));
      return verticalFirst(kernel, picture, width, height)
        ? horizontal(vertical(picture))
        : vertical(horizontal(picture));
    }
  }
}

/** Pillow 13 runs its vertical pass first where the height shrinks by far more than the width; Pillow 12 never does. */
export function verticalFirst(
  kernel: ModelInput['kernel'],
  source: { width: number; height: number },
  width: number,
  height: number,
): boolean {
  const shrink = source.height - height;
  return kernel === 'pil-bilinear/u8' && shrink > 0 && shrink > 2 * (source.width - width);
}

/** OpenCV: both passes in one, `((b0·(S0 >> 4)) >> 16) + ((b1·(S1 >> 4)) >> 16) + 2) >> 2` (VResizeLinear for uchar). */
function linear(
  { width: sourceWidth, height: sourceHeight, channels, data }: Picture,
  width: number,
  height: number,
): Picture {
  const columns = linearTaps(sourceWidth, width, 'columns');
  const rows = linearTaps(sourceHeight, height, 'rows');
  const out = new Uint8Array(width * height * channels);
  for (let y = 0, to = 0; y < height; y++) {
    const row0 = rows.first[y]! * sourceWidth * channels;
    const row1 = rows.second[y]! * sourceWidth * channels;
    const below0 = rows.weights[2 * y]!;
    const below1 = rows.weights[2 * y + 1]!;
    for (let x = 0; x < width; x++) {
      const left = columns.first[x]! * channels;
      const right = columns.second[x]! * channels;
      const leftWeight = columns.weights[2 * x]!;
      const rightWeight = columns.weights[2 * x + 1]!;
      for (let c = 0; c < channels; c++) {
        const upper = data[row0 + left + c]! * leftWeight + data[row0 + right + c]! * rightWeight;
        const lower = data[row1 + left + c]! * leftWeight + data[row1 + right + c]! * rightWeight;
        out[to++] = (((below0 * (upper >> 4)) >> 16) + ((below1 * (lower >> 4)) >> 16) + 2) >> 2;
      }
    }
  }
  return { width, height, channels, data: out };
}

/** Pillow, along the rows: rounded to bytes. */
function pillowColumns(
  { width: sourceWidth, height, channels, data }: Picture,
  { start, weights }: Taps,
): Picture {
  const width = start.length;
  const out = new Uint8ClampedArray(width * height * channels);
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const list = weights[x]!;
      for (let c = 0; c < channels; c++) {
        let from = (y * sourceWidth + start[x]!) * channels + c;
        let sum = 1 << 21;
        for (let k = 0; k < list.length; k++, from += channels) sum += data[from]! * list[k]!;
        out[to++] = sum >> 22;
      }
    }
  return { width, height, channels, data: new Uint8Array(out.buffer) };
}

/** Pillow, along the columns: rounded to bytes. */
function pillowRows({ width, channels, data }: Picture, { start, weights }: Taps): Picture {
  const height = start.length;
  const pitch = width * channels;
  const out = new Uint8ClampedArray(height * pitch);
  const sums = new Int32Array(pitch);
  for (let y = 0; y < height; y++) {
    addRows(data, pitch, start[y]!, weights[y]!, sums.fill(1 << 21));
    for (let i = 0; i < pitch; i++) out[y * pitch + i] = sums[i]! >> 22;
  }
  return { width, height, channels, data: new Uint8Array(out.buffer) };
}

/** Area mean: rows first, 6 bits of fraction kept between the passes. */
function area(
  { width: sourceWidth, height: sourceHeight, channels, data }: Picture,
  width: number,
  height: number,
): Picture {
  const columns = areaTaps(sourceWidth, width);
  const rows = areaTaps(sourceHeight, height);
  const pitch = sourceWidth * channels;
  const sums = new Int32Array(pitch);
  const out = new Uint8Array(width * height * channels);
  for (let y = 0, to = 0; y < height; y++) {
    addRows(data, pitch, rows.start[y]!, rows.weights[y]!, sums.fill(1 << 7));
    for (let x = 0; x < width; x++) {
      const list = columns.weights[x]!;
      for (let c = 0; c < channels; c++) {
        let from = columns.start[x]! * channels + c;
        let sum = 1 << 19;
        for (let k = 0; k < list.length; k++, from += channels) sum += list[k]! * (sums[from]! >> 8);
        out[to++] = sum >> 20;
      }
    }
  }
  return { width, height, channels, data: out };
}

/** Adds rows `first`, `first + 1`, … times their weights to `sums`. */
function addRows(
  data: Uint8Array,
  pitch: number,
  first: number,
  weights: Int32Array,
  sums: Int32Array,
): void {
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k]!;
    const from = (first + k) * pitch;
    for (let i = 0; i < pitch; i++) sums[i]! += weight * data[from + i]!;
  }
}
