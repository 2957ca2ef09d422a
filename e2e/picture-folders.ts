import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { boxOnFrame, demoPiece } from '../ml/demo/piece.ts';
import { createRandom } from '../ml/demo/random.ts';
import { createDemoCamera } from '../ml/demo/render.ts';

const size = { width: 320, height: 180 };
const camera = createDemoCamera(size);

/** A file of a folder that somebody brings: a piece of the rendered bench by its seed, or other bytes. */
export type Content = number | string | Uint8Array;

/** Writes a folder: pictures as grey PNG files of 320 × 180. Even seeds are damaged, odd ones are not. */
export async function writeFolder(root: string, files: Readonly<Record<string, Content>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'number' ? await pictureOf(content) : content);
  }
  return root;
}

const pieceOf = (seed: number) => demoPiece(seed, 'Needle holder', seed % 2 === 0);

export async function pictureOf(seed: number): Promise<Uint8Array> {
  const { data } = camera.picture(pieceOf(seed));
  return greyPng(data.subarray(0, size.width * size.height), size);
}

const greyPng = (
  data: Uint8Array,
  { width, height }: { width: number; height: number },
): Promise<Uint8Array> =>
  sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();

/** Where the damage of a piece lies, in pixels of its picture. */
export const damageOf = (seed: number) => pieceOf(seed).defects.map(({ box }) => boxOnFrame(box, size));

/** A mask of 1 where the piece is damaged, else 0. */
export function maskOf(seed: number): Promise<Uint8Array> {
  const data = new Uint8Array(size.width * size.height);
  for (const box of damageOf(seed)) {
    const [x, y, width, height] = box.map(Math.round) as [number, number, number, number];
    for (let row = y; row < y + height; row++)
      data.fill(1, row * size.width + x, row * size.width + x + width);
  }
  return greyPng(data, size);
}

/** The line of a YOLO file for each damage. */
export const yoloOf = (seed: number): string =>
  damageOf(seed)
    .map(([x, y, width, height]) =>
      [
        0,
        (x + width / 2) / size.width,
        (y + height / 2) / size.height,
        width / size.width,
        height / size.height,
      ].join(' '),
    )
    .join('\n');

/** Seeds `from`, `from + 2`, …: all sound, or all damaged. */
export const seeds = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + 2 * i);

/** `folder/<seed>.png` for each of them. */
export const inFolder = (folder: string, of: readonly number[]): Record<string, number> =>
  Object.fromEntries(of.map((seed) => [`${folder}/${seed}.png`, seed]));

/** Different pictures of 24 × 24, half in each of two classes. */
export async function tinyPictures(count: number): Promise<Record<string, Uint8Array>> {
  const side = 24;
  const random = createRandom(1);
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.from({ length: side * side }, () => Math.floor(random.next() * 256));
    const name = `${i % 2 === 0 ? 'good' : 'scratched'}/${String(i).padStart(5, '0')}.png`;
    files[name] = await greyPng(data, { width: side, height: side });
  }
  return files;
}
