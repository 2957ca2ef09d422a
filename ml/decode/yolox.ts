import type { Decoded } from '../verdict/result.ts';
import { findingsOf } from './boxes.ts';
import type { Candidate } from './nms.ts';
import { probability, strongest, tensorOf, type SceneOf } from './output.ts';

/**
 * YOLOX: [1, cells, 5 + K]. The cells of each stride follow one another, row by row; a row is (x, y, log width, log height) in cells,
 * objectness, and a probability a class. Source: Megvii YOLOX, `demo_postprocess`.
 */
export function decodeYolox(scene: SceneOf<'yolox'>): Decoded {
  const { manifest, outputs } = scene;
  const { width, height } = manifest.input;
  const count = manifest.classes.length;
  const row = 5 + count;
  const grids = outputs.strides.map((stride) => ({
    stride,
    columns: Math.floor(width / stride),
    rows: Math.floor(height / stride),
  }));
  const cells = grids.reduce((sum, { columns, rows }) => sum + columns * rows, 0);
  const { data } = tensorOf(scene, outputs.output, [1, cells, row]);
  const at = (index: number) => data[index] ?? 0;

  const candidates: Candidate[] = [];
  let start = 0;
  for (const { stride, columns, rows } of grids) {
    for (let cell = 0; cell < columns * rows; cell += 1, start += row) {
      const objectness = probability(at(start + 4), 'an objectness');
      if (objectness < outputs.minScore) continue;
      const classIndex = strongest(data, start + 5, count, 1);
      const score = objectness * probability(at(start + 5 + classIndex), 'a class probability');
      if (score < outputs.minScore) continue;
      const x = (at(start) + (cell % columns)) * stride;
      const y = (at(start + 1) + Math.floor(cell / columns)) * stride;
      const halfWidth = (Math.exp(at(start + 2)) * stride) / 2;
      const halfHeight = (Math.exp(at(start + 3)) * stride) / 2;
      candidates.push({
        x0: x - halfWidth,
        y0: y - halfHeight,
        x1: x + halfWidth,
        y1: y + halfHeight,
        classIndex,
        score,
      });
    }
  }
  return findingsOf(scene, candidates);
}
