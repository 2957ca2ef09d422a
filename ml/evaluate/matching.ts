/** [x, y, width, height], in any unit that the boxes of a picture share. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** One picture: what is there, and what was found. */
export interface DetectionCase {
  readonly truth: readonly { readonly class: string; readonly box: Box }[];
  readonly found: readonly { readonly class: string; readonly box: Box; readonly score: number }[];
}

/**
 * Pairs what was found with what is there, in one picture and one class: the strongest finding first, each taking the free box that it
 * overlaps most; a box is found once (COCO's rule).
 * @param overlap least intersection over union of a pair
 * @returns for each finding, in the order of `found`, whether it has a partner
 */
export function matchBoxes(
  truth: readonly Box[],
  found: readonly { readonly box: Box; readonly score: number }[],
  overlap: number,
): readonly boolean[] {
  const hits = found.map(() => false);
  const free = new Set(truth);
  const order = found.map((_, i) => i).toSorted((one, other) => found[other]!.score - found[one]!.score);
  for (const i of order) {
    const [best, reached] = bestOf(free, found[i]!.box);
    if (best === undefined || reached < overlap) continue;
    free.delete(best);
    hits[i] = true;
  }
  return hits;
}

function bestOf(boxes: Iterable<Box>, box: Box): readonly [Box | undefined, number] {
  let best: Box | undefined;
  let reached = 0;
  for (const each of boxes) {
    const overlap = intersectionOverUnion(each, box);
    if (overlap > reached) [best, reached] = [each, overlap];
  }
  return [best, reached];
}

export function intersectionOverUnion([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (aw * ah + bw * bh - both);
}
