/** A box in tensor pixels, edges from the left and the top; `classIndex` counts in the manifest's classes. */
export interface Candidate {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly classIndex: number;
  readonly score: number;
}

/** More candidates than this cost milliseconds and never name another object. */
const maxCandidates = 1000;

/** Intersection over union of two boxes; 0 where both are empty. */
export function iou(one: Candidate, other: Candidate): number {
  const width = Math.min(one.x1, other.x1) - Math.max(one.x0, other.x0);
  const height = Math.min(one.y1, other.y1) - Math.max(one.y0, other.y0);
  if (width <= 0 || height <= 0) return 0;
  const inside = width * height;
  return inside / (area(one) + area(other) - inside);
}

function area({ x0, y0, x1, y1 }: Candidate): number {
  return (x1 - x0) * (y1 - y0);
}

/**
 * Greedy non-maximum suppression, class by class: of boxes that overlap by more than `limit`, the one with the highest score stays
 * (torchvision's `batched_nms`). Sorted by score; equal scores keep their order.
 */
export function suppress(candidates: readonly Candidate[], limit: number): readonly Candidate[] {
  const kept: Candidate[] = [];
  const sorted = candidates.toSorted((one, other) => other.score - one.score).slice(0, maxCandidates);
  for (const candidate of sorted) {
    const covered = kept.some(
      (each) => each.classIndex === candidate.classIndex && iou(each, candidate) > limit,
    );
    if (!covered) kept.push(candidate);
  }
  return kept;
}
