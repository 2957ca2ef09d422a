import type { Decoded } from '../verdict/result.ts';
import { findingsOf } from './boxes.ts';
import type { Candidate } from './nms.ts';
import { any, DecodeError, probability, tensorOf, type SceneOf } from './output.ts';

/**
 * A detector that suppresses by itself (YOLOv10 and later, exports with built-in suppression): [1, N, 6], a row a box: left, top, right,
 * bottom in tensor pixels, score, index of the class. Rows that are not used have a score of 0. Source: Ultralytics, `end2end`.
 */
export function decodeDetections(scene: SceneOf<'detections'>): Decoded {
  const { manifest, outputs } = scene;
  const { data } = tensorOf(scene, outputs.output, [1, any, 6]);
  const candidates: Candidate[] = [];
  for (let start = 0; start < data.length; start += 6) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, given = 0, classIndex = -1] = data.subarray(start, start + 6);
    const score = probability(given, 'a score');
    if (score < outputs.minScore) continue;
    if (!Number.isInteger(classIndex) || classIndex < 0 || classIndex >= manifest.classes.length)
      throw new DecodeError(`class ${classIndex} is not among the ${manifest.classes.length} classes`);
    candidates.push({ x0, y0, x1, y1, classIndex, score });
  }
  return findingsOf(scene, candidates);
}
