import sharp, { type Sharp } from 'sharp';

/** 6 × 4 pixels, every one different: red = 10 · index, green 7, blue 255 − red. */
export const width = 6;
export const height = 4;
export const rgb: Uint8Array = Uint8Array.from(
  Array.from({ length: width * height }, (_, i) => [10 * i, 7, 255 - 10 * i]).flat(),
);

const raw = { width, height, channels: 3 } as const;
export const picture = (): Sharp => sharp(rgb, { raw });

/** A 24 bit bitmap, lowest row first, as Windows writes it. */
export function bmp(): Uint8Array {
  const row = Math.ceil((3 * width) / 4) * 4;
  const bytes = new Uint8Array(54 + row * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = 3 * ((height - 1 - y) * width + x);
      bytes.set([rgb[from + 2] ?? 0, rgb[from + 1] ?? 0, rgb[from] ?? 0], 54 + y * row + 3 * x);
    }
  }
  return bytes;
}
