import type { Tile } from '../image/tiles.ts';
import { DecodeError } from './output.ts';

/** `count` planes of a tile, and how a pixel ranks where several must become one. The planes cover the whole input tensor. */
export interface TilePlanes {
  readonly tile: Tile;
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
  /** A value a pixel: the pixel with the highest stands for its neighbours where the whole is too large to be kept. */
  readonly rank: Float32Array;
}

export interface Stitched {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
  /** Sides of one pixel of the whole, in pixels of the frame. */
  readonly pixel: readonly [number, number];
  /** How many pixels of the tiles' maps one pixel of the whole stands for, along a side. */
  readonly pooled: number;
}

/** What may be kept of the whole: as many pixels as regions are looked for in, and sides that travel to the host. */
const most = { pixels: 2 ** 22, side: 8192 };

/**
 * One map of the frame from the maps of its tiles. Each pixel is taken from the tile in which it lies deepest, so that the borders of the
 * tiles, where a network sees padding instead of the piece, are read nowhere but along the frame's own.
 *
 * @param span what one input tensor covers, in pixels of the frame
 */
export function stitch(
  tiles: readonly TilePlanes[],
  frame: { readonly width: number; readonly height: number },
  span: { readonly width: number; readonly height: number },
): Stitched {
  const [first] = tiles;
  if (first === undefined) throw new DecodeError('there are no tiles');
  const { width: cells, height: lines } = first;
  if (tiles.some(({ width, height }) => width !== cells || height !== lines))
    throw new DecodeError('the maps of the tiles differ in size');
  const count = first.values.length / (cells * lines);
  const [fullWidth, fullHeight] = [
    Math.ceil((frame.width * cells) / span.width - 1e-6),
    Math.ceil((frame.height * lines) / span.height - 1e-6),
  ];
  const pooled = Math.max(
    Math.ceil(Math.sqrt((fullWidth * fullHeight) / most.pixels)),
    Math.ceil(Math.max(fullWidth, fullHeight) / most.side),
  );
  const [width, height] = [Math.ceil(fullWidth / pooled), Math.ceil(fullHeight / pooled)];
  const starts = (side: 'x' | 'y') => [...new Set(tiles.map(({ tile }) => tile[side]))];
  const byPlace = new Map(tiles.map((each) => [`${each.tile.x} ${each.tile.y}`, each]));
  const columns = sources(fullWidth, frame.width, starts('x'), span.width, cells);
  const rows = sources(fullHeight, frame.height, starts('y'), span.height, lines);
  const values = new Float32Array(count * width * height);
  const size = cells * lines;

  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let best: { from: TilePlanes; pixel: number } | undefined;
      for (const row of rows.slice(y * pooled, (y + 1) * pooled)) {
        for (let at = x * pooled; at < Math.min(fullWidth, (x + 1) * pooled); at += 1) {
          const column = columns[at];
          if (column === undefined) continue;
          const from = byPlace.get(`${column.start} ${row.start}`);
          if (from === undefined) continue;
          const pixel = row.cell * cells + column.cell;
          if (best === undefined || (from.rank[pixel] ?? 0) > (best.from.rank[best.pixel] ?? 0))
            best = { from, pixel };
        }
      }
      if (best === undefined) throw new DecodeError(`no tile covers pixel ${x}, ${y} of the map`);
      for (let plane = 0; plane < count; plane += 1) {
        values[(plane * height + y) * width + x] = best.from.values[plane * size + best.pixel] ?? 0;
      }
    }
  }
  const pixel = [(pooled * span.width) / cells, (pooled * span.height) / lines] as const;
  return { width, height, values, pixel, pooled };
}

/** For each cell along one side: where the tile that answers for it begins, and which of its cells that is. */
function sources(
  count: number,
  length: number,
  starts: readonly number[],
  span: number,
  cells: number,
): readonly { readonly start: number; readonly cell: number }[] {
  return Array.from({ length: count }, (_, index) => {
    const middle = Math.min(((index + 0.5) * span) / cells, length - 1e-6);
    const away = (start: number) => Math.abs(start + Math.min(span, length) / 2 - middle);
    const start = starts.reduce((best, each) => (away(each) < away(best) ? each : best));
    return { start, cell: Math.min(cells - 1, Math.max(0, Math.floor(((middle - start) * cells) / span))) };
  });
}
