import type { Decoded, Finding } from '../verdict/result.ts';
import { suppress, type Candidate } from './nms.ts';
import { calibratedProbability, className, DecodeError, type Scene } from './output.ts';

/**
 * Findings of the boxes that remain after suppression. The score is that of the strongest box whose class means `defect`, 0 without one;
 * boxes below the manifest's `minScore` are no evidence. Throws `DecodeError` for a box that is not one.
 */
export function findingsOf(
  scene: Scene & { readonly outputs: { readonly iou: number; readonly maxDetections: number } },
  candidates: readonly Candidate[],
): Decoded {
  const { manifest, outputs } = scene;
  const findings: Finding[] = [];
  let score = 0;
  for (const { x0, y0, x1, y1 } of candidates) {
    if (!(Number.isFinite(x1 - x0) && Number.isFinite(y1 - y0) && x1 >= x0 && y1 >= y0)) {
      throw new DecodeError(`a box reaches from (${x0}, ${y0}) to (${x1}, ${y1})`);
    }
  }
  for (const candidate of suppress(candidates, outputs.iou).slice(0, outputs.maxDetections)) {
    const box = onFrame(scene, candidate);
    if (box === undefined) continue;
    const evidence = calibratedProbability(manifest, candidate.score);
    findings.push({ kind: 'box', box, class: className(manifest, candidate.classIndex), score: evidence });
    if (manifest.classes[candidate.classIndex]?.verdict === 'defect') score = Math.max(score, evidence);
  }
  return { score, findings };
}

/** [x, y, width, height] in frame pixels, clipped; `undefined` for a box beside the frame, in the padding of a letterbox. */
function onFrame({ frame, placement }: Scene, { x0, y0, x1, y1 }: Candidate): Finding['box'] | undefined {
  const { scaleX, scaleY, left, top } = placement;
  const [from, to] = [(x0 - left) / scaleX, (x1 - left) / scaleX];
  const [above, below] = [(y0 - top) / scaleY, (y1 - top) / scaleY];
  if (to < 0 || below < 0 || from > frame.width || above > frame.height) return undefined;
  const x = Math.max(0, from);
  const y = Math.max(0, above);
  return [x, y, Math.min(frame.width, to) - x, Math.min(frame.height, below) - y];
}
