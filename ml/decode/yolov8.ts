import type { Decoded } from '../verdict/result.ts';
import { findingsOf } from './boxes.ts';
import type { Candidate } from './nms.ts';
import { any, probability, strongest, tensorOf, type SceneOf } from './output.ts';

/**
 * YOLOv8 and its followers without built-in suppression: [1, 4 + K, N], a column a box: centre x, centre y, width, height in tensor
 * pixels, then a probability a class. Some exporters turn it: [1, N, 4 + K], a row a box. Source: Ultralytics, `non_max_suppression`.
 */
export function decodeYolov8(scene: SceneOf<'yolov8'>): Decoded {
  const { manifest, outputs } = scene;
  const count = manifest.classes.length;
  const { data, dims } = tensorOf(scene, outputs.output, [1, 4 + count, any], [1, any, 4 + count]);
  const turned = dims[1] !== 4 + count;
  const boxes = dims[turned ? 1 : 2] ?? 0;
  const [valueStep, boxStep] = turned ? [1, 4 + count] : [boxes, 1];
  const at = (value: number, box: number) => data[value * valueStep + box * boxStep] ?? 0;

  const candidates: Candidate[] = [];
  for (let box = 0; box < boxes; box += 1) {
    const classIndex = strongest(data, 4 * valueStep + box * boxStep, count, valueStep);
    const score = probability(at(4 + classIndex, box), 'a class probability');
    if (score < outputs.minScore) continue;
    const [x, y, width, height] = [at(0, box), at(1, box), at(2, box), at(3, box)];
    candidates.push({
      x0: x - width / 2,
      y0: y - height / 2,
      x1: x + width / 2,
      y1: y + height / 2,
      classIndex,
      score,
    });
  }
  return findingsOf(scene, candidates);
}
