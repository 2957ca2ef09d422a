import type { Decoded } from '../verdict/result.ts';
import { findingsOf } from './boxes.ts';
import type { Candidate } from './nms.ts';
import { any, probability, tensorOf, type SceneOf } from './output.ts';

/**
 * CenterNet: heat [1, K, h, w] of probabilities, size [1, 2, h, w] (width, height) and offset [1, 2, h, w] (x, y), both in cells of
 * `stride` tensor pixels. A peak is a cell that no neighbour of the 3 × 3 around it exceeds; without an offset its centre is the cell's.
 * Source: Zhou et al., Objects as Points, 2019, `ctdet_decode`.
 */
export function decodeCentreNet(scene: SceneOf<'centernet'>): Decoded {
  const { manifest, outputs } = scene;
  const heat = tensorOf(scene, outputs.heat, [1, manifest.classes.length, any, any]);
  const [, classes = 0, rows = 0, columns = 0] = heat.dims;
  const pair = [1, 2, rows, columns];
  const size = tensorOf(scene, outputs.size, pair).data;
  const offset = outputs.offset === undefined ? undefined : tensorOf(scene, outputs.offset, pair).data;
  const cells = rows * columns;

  const candidates: Candidate[] = [];
  for (let index = 0; index < classes * cells; index += 1) {
    const score = probability(heat.data[index] ?? 0, 'a heat');
    if (score < outputs.minScore || !isPeak(heat.data, index, rows, columns)) continue;
    const cell = index % cells;
    const x = ((cell % columns) + (offset?.[cell] ?? 0.5)) * outputs.stride;
    const y = (Math.floor(cell / columns) + (offset?.[cells + cell] ?? 0.5)) * outputs.stride;
    const halfWidth = ((size[cell] ?? 0) * outputs.stride) / 2;
    const halfHeight = ((size[cells + cell] ?? 0) * outputs.stride) / 2;
    const classIndex = Math.floor(index / cells);
    candidates.push({
      x0: x - halfWidth,
      y0: y - halfHeight,
      x1: x + halfWidth,
      y1: y + halfHeight,
      classIndex,
      score,
    });
  }
  return findingsOf(scene, candidates);
}

function isPeak(heat: Float32Array, index: number, rows: number, columns: number): boolean {
  const value = heat[index] ?? 0;
  const column = index % columns;
  const row = Math.floor(index / columns) % rows;
  for (let dy = -1; dy <= 1; dy += 1) {
    for (let dx = -1; dx <= 1; dx += 1) {
      const inside = column + dx >= 0 && column + dx < columns && row + dy >= 0 && row + dy < rows;
      if (inside && (heat[index + dy * columns + dx] ?? 0) > value) return false;
    }
  }
  return true;
}
