import type { Tile } from '../image/tiles.ts';
import type { Finding } from '../verdict/result.ts';

/** A box that one tile saw, in pixels of the frame. */
export interface Sighting {
  readonly finding: Finding;
  readonly tile: Tile;
}

type Box = Finding['box'];

/** Cut boxes are the same object where both tiles look and at least this much agrees (intersection over union). */
const sameWhereBothLook = 0.3;

/**
 * Boxes of overlapping tiles as boxes of the frame, the strongest first:
 *
 * - a box cut by a tile's border is dropped where another tile sees all of it: that one answers for it;
 * - of boxes of one class that two tiles saw whole, and that overlap by more than `iou`, the stronger stays;
 * - what is left of cut boxes is larger than the overlap: those that agree where both tiles look are joined into one box around them.
 *
 * @param margin how near to a tile's border a box counts as cut, in pixels of the frame
 */
export function mergeSightings(
  sightings: readonly Sighting[],
  frame: { readonly width: number; readonly height: number },
  tiles: readonly Tile[],
  { iou, margin }: { readonly iou: number; readonly margin: number },
): readonly Finding[] {
  const inside = (tile: Tile, [x, y, width, height]: Box) =>
    (tile.x === 0 || x >= tile.x + margin) &&
    (tile.y === 0 || y >= tile.y + margin) &&
    (tile.x + tile.width >= frame.width || x + width <= tile.x + tile.width - margin) &&
    (tile.y + tile.height >= frame.height || y + height <= tile.y + tile.height - margin);
  const whole: Sighting[] = [];
  const cut: Sighting[] = [];
  for (const sighting of sightings.toSorted((one, other) => other.finding.score - one.finding.score)) {
    const { finding, tile } = sighting;
    if (!inside(tile, finding.box)) {
      if (!tiles.some((each) => each !== tile && inside(each, finding.box))) cut.push(sighting);
    } else if (
      !whole.some(
        (other) =>
          other.tile !== tile && alike(other, sighting) && overlap(other.finding.box, finding.box) > iou,
      )
    ) {
      whole.push(sighting);
    }
  }
  return [...whole.map(({ finding }) => finding), ...joined(cut)].toSorted(
    (one, other) => other.score - one.score,
  );
}

const alike = (one: Sighting, other: Sighting): boolean => one.finding.class === other.finding.class;

/** Groups of cut boxes that belong together, each as the box around it with its highest score. */
function joined(cut: readonly Sighting[]): readonly Finding[] {
  const left = new Set(cut);
  const findings: Finding[] = [];
  for (const first of cut) {
    if (!left.delete(first)) continue;
    const group = [first];
    for (const one of group) {
      for (const other of left) {
        if (one.tile === other.tile || !alike(one, other) || !agree(one, other)) continue;
        left.delete(other);
        group.push(other);
      }
    }
    const box = group.map(({ finding }) => finding.box).reduce(around);
    findings.push({ ...first.finding, box });
  }
  return findings;
}

function agree(one: Sighting, other: Sighting): boolean {
  const both = common(rectangle(one.tile), rectangle(other.tile));
  const [mine, theirs] = [both && common(one.finding.box, both), both && common(other.finding.box, both)];
  return mine !== undefined && theirs !== undefined && overlap(mine, theirs) > sameWhereBothLook;
}

const rectangle = ({ x, y, width, height }: Tile): Box => [x, y, width, height];

function around([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): Box {
  const [x, y] = [Math.min(ax, bx), Math.min(ay, by)];
  return [x, y, Math.max(ax + aw, bx + bw) - x, Math.max(ay + ah, by + bh) - y];
}

function common([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): Box | undefined {
  const [x, y] = [Math.max(ax, bx), Math.max(ay, by)];
  const [width, height] = [Math.min(ax + aw, bx + bw) - x, Math.min(ay + ah, by + bh) - y];
  return width > 0 && height > 0 ? [x, y, width, height] : undefined;
}

/** Intersection over union. */
function overlap(one: Box, other: Box): number {
  const both = common(one, other);
  if (both === undefined) return 0;
  const inside = both[2] * both[3];
  return inside / (one[2] * one[3] + other[2] * other[3] - inside);
}
