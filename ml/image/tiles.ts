/** Large frames, piece by piece: where the tiles of `fit: tile` lie, and their pixels. */
import type { ModelInput } from '../package/manifest.ts';
import { frameBytes, type Frame } from './frame.ts';

/** A part of a frame, in its pixels. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A frame that would need more is refused: minutes of work for one picture. */
export const maxTiles = 1024;

/**
 * The tiles of a frame, row by row, spread evenly: each as large as the model's input (a frame smaller than that is one tile of its own
 * size), neighbours sharing at least `tile.overlap` pixels of the tensor. They begin at even pixels, where the chroma of camera frames does.
 * Throws for an input without tiles, and for a frame that would need more than `maxTiles`.
 */
export function tilesOf(
  input: Pick<ModelInput, 'width' | 'height' | 'tile'>,
  frame: { readonly width: number; readonly height: number },
): Tile[] {
  if (input.tile === undefined) throw new Error('this input is not cut into tiles');
  const { overlap, scale } = input.tile;
  const columns = spans(frame.width, Math.round(input.width / scale), Math.ceil(overlap / scale));
  const rows = spans(frame.height, Math.round(input.height / scale), Math.ceil(overlap / scale));
  if (columns.length * rows.length > maxTiles)
    throw new Error(
      `a ${frame.width} × ${frame.height} frame needs ${columns.length * rows.length} tiles, ${maxTiles} are allowed`,
    );
  return rows.flatMap(([y, height]) => columns.map(([x, width]) => ({ x, y, width, height })));
}

/** Start and length of the tiles along one side. */
function spans(length: number, tile: number, overlap: number): readonly (readonly [number, number])[] {
  if (length <= tile) return [[0, length]];
  // one pixel more, since starts are moved to even ones
  const step = Math.max(2, tile - overlap - 1);
  const count = Math.ceil((length - tile) / step) + 1;
  return Array.from({ length: count }, (_, index) => {
    const start = (index * (length - tile)) / (count - 1);
    // the last one begins so that it ends with the frame, or a pixel short of its own size
    const even = index === count - 1 ? 2 * Math.ceil(start / 2) : 2 * Math.floor(start / 2);
    return [even, Math.min(tile, length - even)] as const;
  });
}

/** The pixels of a tile as a frame of its own. */
export function cropFrame(frame: Frame, tile: Tile): Frame {
  const { x, y, width, height } = tile;
  const { layout, colour } = frame;
  const data = new Uint8Array(frameBytes(layout, width, height));
  let to = 0;
  const copy = (plane: number, pitch: number, left: number, top: number, bytes: number, rows: number) => {
    for (let row = 0; row < rows; row += 1, to += bytes) {
      const from = plane + (top + row) * pitch + left;
      data.set(frame.data.subarray(from, from + bytes), to);
    }
  };
  if (layout === 'rgb') copy(0, 3 * frame.width, 3 * x, y, 3 * width, height);
  else copy(0, frame.width, x, y, width, height);
  if (layout === 'i420') {
    if (x % 2 !== 0 || y % 2 !== 0)
      throw new Error(`a tile of a camera frame begins at even pixels, got ${x}, ${y}`);
    const [pitch, rows] = [Math.ceil(frame.width / 2), Math.ceil(frame.height / 2)];
    const [bytes, lines] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const planeU = frame.width * frame.height;
    for (const plane of [planeU, planeU + pitch * rows]) copy(plane, pitch, x / 2, y / 2, bytes, lines);
  }
  return { width, height, layout, colour, data };
}
