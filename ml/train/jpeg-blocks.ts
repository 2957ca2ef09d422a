import type { Picture } from './network.ts';

/** The luminance table of the JPEG standard, annex K. */
const standard = [
  ...[16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55],
  ...[14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62],
  ...[18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
];

/** The cosines of an 8-point DCT, row k: frequency k. */
const cosines = Float32Array.from({ length: 64 }, (_, at) => {
  const [k, n] = [Math.floor(at / 8), at % 8];
  return (k === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * n + 1) * k * Math.PI) / 16);
});

/**
 * What JPEG does to a picture, without the file: every channel's 8 × 8 blocks to cosines, rounded to the steps of that quality, and back.
 * What is left over at the right and bottom stays as it is.
 * @param values [height, width, channels], 0 to 255, changed in place
 * @param quality 1 to 100, as libjpeg counts
 */
export function jpegBlocks(
  values: Float32Array,
  { width, height, channels }: Picture,
  quality: number,
): void {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  const steps = standard.map((step) => Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100))));
  const block = new Float32Array(64);
  for (let y = 0; y + 8 <= height; y += 8) {
    for (let x = 0; x + 8 <= width; x += 8) {
      for (let channel = 0; channel < channels; channel++) {
        const at = (i: number) => ((y + (i >> 3)) * width + x + (i & 7)) * channels + channel;
        for (let i = 0; i < 64; i++) block[i] = values[at(i)]! - 128;
        transform(block, false);
        for (let i = 0; i < 64; i++) block[i] = Math.round(block[i]! / steps[i]!) * steps[i]!;
        transform(block, true);
        for (let i = 0; i < 64; i++) values[at(i)] = Math.min(255, Math.max(0, Math.round(block[i]! + 128)));
      }
    }
  }
}

/** Rows, then columns. */
function transform(block: Float32Array, inverse: boolean): void {
  const line = new Float32Array(8);
  for (const [stride, step] of [
    [1, 8],
    [8, 1],
  ] as const) {
    for (let l = 0; l < 8; l++) {
      for (let k = 0; k < 8; k++) {
        let sum = 0;
        for (let n = 0; n < 8; n++)
          sum += block[l * step + n * stride]! * (inverse ? cosines[n * 8 + k]! : cosines[k * 8 + n]!);
        line[k] = sum;
      }
      for (let k = 0; k < 8; k++) block[l * step + k * stride] = line[k]!;
    }
  }
}
