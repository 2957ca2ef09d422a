import type { Decoded } from '../verdict/result.ts';
import { findingsOf } from './boxes.ts';
import type { Candidate } from './nms.ts';
import { any, probability, strongest, tensorOf, type SceneOf } from './output.ts';

/**
 * YOLOv5 and YOLOv7 without built-in suppression: [1, N, 5 + K], a row a box: centre x, centre y, width, height in tensor pixels,
 * objectness, and a probability a class; the score is their product. Source: Ultralytics YOLOv5, `non_max_suppression`.
 */
export function decodeYolov5(scene: SceneOf<'yolov5'>): Decoded {
  const { manifest, outputs } = scene;
  const count = manifest.classes.length;
  const width = 5 + count;
  const { data } = tensorOf(scene, outputs.output, [1, any, width]);
  const at = (index: number) => data[index] ?? 0;

  const candidates: Candidate[] = [];
  for (let start = 0; start < data.length; start += width) {
    const objectness = probability(at(start + 4), 'an objectness');
    if (objectness < outputs.minScore) continue;
    const classIndex = strongest(data, start + 5, count, 1);
    const score = objectness * probability(at(start + 5 + classIndex), 'a class probability');
    if (score < outputs.minScore) continue;
    const [x, y, halfWidth, halfHeight] = [
      at(start),
      at(start + 1),
      at(start + 2) / 2,
      at(start + 3) / 2,
    ] as const;
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
