import type { Tile } from '../image/tiles.ts';
import { clipped, type Outline } from './outline.ts';
import type { PixelBox } from './pixels.ts';

/** Of a box or a tile, from which the part of a box that a tile shows still counts as one. */
const worth = { box: 0.3, tile: 0.5 } as const;

/**
 * The boxes of a picture as a tile shows them: cut at its border and counted from its corner. A box of which the tile shows less than 30 %
 * is left out, unless it fills half of the tile.
 */
export function boxesInTile<T extends { readonly box: PixelBox; readonly polygon?: Outline }>(
  boxes: readonly T[],
  tile: Tile,
): T[] {
  return boxes.flatMap((one) => {
    const [x, y, width, height] = one.box;
    const [left, top] = [Math.max(x, tile.x), Math.max(y, tile.y)];
    const right = Math.min(x + width, tile.x + tile.width);
    const bottom = Math.min(y + height, tile.y + tile.height);
    const seen = Math.max(0, right - left) * Math.max(0, bottom - top);
    const counts =
      seen > 0 && (seen >= worth.box * width * height || seen >= worth.tile * tile.width * tile.height);
    if (!counts) return [];
    const polygon = one.polygon && outlineInTile(one.polygon, tile);
    const box = [left - tile.x, top - tile.y, right - left, bottom - top] as const;
    return [{ ...one, box, ...(polygon && { polygon }) }];
  });
}

const outlineInTile = (outline: Outline, tile: Tile): Outline =>
  clipped(
    outline.map((at, i) => at - (i % 2 === 0 ? tile.x : tile.y)),
    tile,
  );

/** Numbers of a mask below a tile, row by row. @param bytes of one number */
export function maskInTile(data: Uint8Array, width: number, bytes: number, tile: Tile): Uint8Array {
  const row = tile.width * bytes;
  const out = new Uint8Array(row * tile.height);
  for (let y = 0; y < tile.height; y++) {
    const from = ((tile.y + y) * width + tile.x) * bytes;
    out.set(data.subarray(from, from + row), y * row);
  }
  return out;
}
