import sharp from 'sharp';
import { liveFrame } from '../ml/demo/live.ts';
import type { Frame } from '../ml/image/frame.ts';

/** A photograph as a camera's frame: its planes in BT.601, limited range, from the file's pixels (both sides even). */
export async function photographed(path: string): Promise<Frame> {
  const { data: rgb, info } = await sharp(path)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const data = new Uint8Array(1.5 * width * height);
  const [u, v] = [width * height, 1.25 * width * height];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const [r, g, b] = [rgb[3 * at]!, rgb[3 * at + 1]!, rgb[3 * at + 2]!];
      data[at] = Math.round(16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255);
      if (x % 2 === 1 || y % 2 === 1) continue;
      // The colour of every second pixel stands for its four: fine enough to look at.
      const chroma = (y / 2) * (width / 2) + x / 2;
      data[u + chroma] = Math.round(128 + (-37.797 * r - 74.203 * g + 112 * b) / 255);
      data[v + chroma] = Math.round(128 + (112 * r - 93.786 * g - 18.214 * b) / 255);
    }
  }
  return { width, height, layout: 'i420', colour: { matrix: 'bt601', range: 'limited' }, data };
}

/** One photograph after another under a camera, each for `each` pictures with a sensor's noise. @returns frame `n` */
export const shownInTurn =
  (photographs: readonly Frame[], each: number) =>
  (n: number): Uint8Array =>
    liveFrame(photographs[Math.floor(n / each) % photographs.length]!, n).data;
