import type { Decoded } from '../verdict/result.ts';
import { findingsOf } from './boxes.ts';
import type { Candidate } from './nms.ts';
import { any, probability, strongest, tensorOf, type SceneOf } from './output.ts';

/**
 * SSD with decoded boxes: boxes [1, N, 4] as corners (x, y, x, y or y, x, y, x), in tensor pixels or 0 to 1 of the tensor's sides;
 * probabilities [1, N, K], with one more in front where the model knows a background.
 */
export function decodeSsd(scene: SceneOf<'ssd'>): Decoded {
  const { manifest, outputs } = scene;
  const count = manifest.classes.length;
  const first = outputs.background ? 1 : 0;
  const boxes = tensorOf(scene, outputs.boxes, [1, any, 4]);
  const number = boxes.dims[1] ?? 0;
  const scores = tensorOf(scene, outputs.scores, [1, number, first + count]).data;
  const [scaleX, scaleY] = outputs.normalised ? [manifest.input.width, manifest.input.height] : [1, 1];
  const [xAt, yAt] = outputs.order === 'xyxy' ? [0, 1] : [1, 0];

  const candidates: Candidate[] = [];
  for (let box = 0; box < number; box += 1) {
    const start = box * (first + count) + first;
    const classIndex = strongest(scores, start, count, 1);
    const score = probability(scores[start + classIndex] ?? 0, 'a class probability');
    if (score < outputs.minScore) continue;
    const at = (offset: number) => boxes.data[box * 4 + offset] ?? 0;
    candidates.push({
      x0: at(xAt) * scaleX,
      y0: at(yAt) * scaleY,
      x1: at(xAt + 2) * scaleX,
      y1: at(yAt + 2) * scaleY,
      classIndex,
      score,
    });
  }
  return findingsOf(scene, candidates);
}
