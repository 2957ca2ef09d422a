import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Client } from '../electron/contract/client.ts';
import { demoPiece } from '../ml/demo/piece.ts';
import { createDemoCamera } from '../ml/demo/render.ts';
import { rgbOf } from '../ml/image/colour.ts';

/** A picture file that is inspected. */
export interface Piece {
  readonly name: string;
  bytes(): Promise<Uint8Array>;
}

/** Pieces of the demo scene, every third of them damaged, as another program would save them. */
export function renderedPieces(count: number, size = { width: 640, height: 360 }): Piece[] {
  const camera = createDemoCamera(size);
  return Array.from({ length: count }, (_, i) => ({
    name: `piece ${i + 1}.jpg`,
    bytes: async () => {
      const picture = rgbOf(camera.picture(demoPiece(i + 1, 'Needle holder', i % 3 === 0)));
      return new Uint8Array(
        await sharp(picture, { raw: { ...size, channels: 3 } })
          .jpeg()
          .toBuffer(),
      );
    },
  }));
}

/** Photographs of instruments with damage (`instrument-defects` of the real data); none where it is not there. */
export function instrumentPhotographs(count: number): Piece[] {
  const folder = join(
    process.env['LOUPE_DATA'] ?? fileURLToPath(new URL('../../shared/data', import.meta.url)),
    'instrument-defects/train/images',
  );
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .slice(0, count)
    .map((name, i) => ({
      name: `photograph ${i + 1}.jpg`,
      bytes: () => Promise.resolve(new Uint8Array(readFileSync(join(folder, name)))),
    }));
}

/** Each is judged and recorded, as one that somebody brought. */
export async function fillWith(client: Client, pieces: readonly Piece[]): Promise<void> {
  for (const { name, bytes } of pieces)
    await client.inspection.tryPicture({ name, bytes: new Uint8Array(await bytes()), page: 0, record: true });
}
