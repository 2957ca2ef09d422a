import type { Finding } from '../../../ml/verdict/result.ts';
import type { Size } from '../../components/picture/view.ts';
import { joined, maskOf, overlap, partsOf, strokeOf, without, type Mask, type Point } from '../mask/mask.ts';
import { outlineOf } from '../mask/outline.ts';

/** What a person marked: a finding in pixels of the whole frame. Its score is 1: somebody says so. */
export type Region = Finding;

/** @returns null where the corners enclose nothing */
export function boxBetween(a: Point, b: Point, name: string): Region | null {
  const box = [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)] as const;
  return box[2] > 0 && box[3] > 0 ? { kind: 'box', box, class: name, score: 1 } : null;
}

export const polygonOf = (points: readonly Point[], name: string): Region =>
  shaped(
    'polygon',
    points.flatMap(({ x, y }) => [x, y]),
    name,
  );

function shaped(kind: 'polygon' | 'mask', polygon: readonly number[], name: string): Region {
  const [xs, ys] = [0, 1].map((odd) => polygon.filter((_, i) => i % 2 === odd)) as [number[], number[]];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return {
    kind,
    box: [x, y, Math.max(...xs) - x, Math.max(...ys) - y],
    polygon,
    class: name,
    score: 1,
  };
}

/** A brush on its way. */
export interface Stroke {
  readonly points: readonly Point[];
  /** Pixels. */
  readonly radius: number;
  readonly erases: boolean;
}

const maskIn = ({ polygon = [] }: Region, picture: Size): Mask => maskOf(polygon, picture);
const regionsOf = (mask: Mask, name: string, picture: Size): Region[] =>
  partsOf(mask).map((part) => shaped('mask', outlineOf(part, picture), name));

/**
 * The regions after a stroke. It goes on with every mask of its class that it touches, as one, or begins another; an eraser takes from every
 * mask, and what falls apart becomes several. What was painted is last.
 */
export function brushed(
  regions: readonly Region[],
  { points, radius, erases }: Stroke,
  name: string,
  picture: Size,
): readonly Region[] {
  const stroke = strokeOf(points, radius, picture);
  if (erases)
    return regions.flatMap((region) => {
      if (region.kind !== 'mask' || !near(region, stroke)) return [region];
      const mask = maskIn(region, picture);
      return overlap(mask, stroke) ? regionsOf(without(mask, stroke), region.class, picture) : [region];
    });
  const around = strokeOf(points, radius + 1, picture);
  const touched = regions.filter(
    (region) =>
      region.kind === 'mask' &&
      region.class === name &&
      near(region, around) &&
      overlap(maskIn(region, picture), around),
  );
  const whole = touched.reduce((mask, region) => joined(mask, maskIn(region, picture)), stroke);
  return [...regions.filter((region) => !touched.includes(region)), ...regionsOf(whole, name, picture)];
}

const near = ({ box: [x, y, width, height] }: Region, mask: Mask): boolean =>
  x <= mask.x + mask.width && y <= mask.y + mask.height && mask.x <= x + width && mask.y <= y + height;

/** As far as it can go without leaving the picture. */
export function movedBy(region: Region, dx: number, dy: number, picture: Size): Region {
  const [x, y, width, height] = region.box;
  const within = (by: number, at: number, length: number, side: number) =>
    Math.max(Math.min(0, -at), Math.min(Math.max(0, side - at - length), by));
  const [right, down] = [within(dx, x, width, picture.width), within(dy, y, height, picture.height)];
  return {
    ...region,
    box: [x + right, y + down, width, height],
    ...(region.polygon && { polygon: region.polygon.map((at, i) => at + (i % 2 === 0 ? right : down)) }),
  };
}

/** With its right and lower edge moved; a polygon stretches along. A mask stays as it is: it is brushed. */
export function sizedBy(region: Region, dx: number, dy: number, picture: Size): Region {
  if (region.kind === 'mask') return region;
  const [x, y, width, height] = region.box;
  const sized = (length: number, by: number, room: number) => Math.max(1, Math.min(room, length + by));
  const box = [x, y, sized(width, dx, picture.width - x), sized(height, dy, picture.height - y)] as const;
  const stretched = (at: number, from: number, before: number, after: number) =>
    before === 0 ? at : Math.round((from + ((at - from) * after) / before) * 100) / 100;
  return {
    ...region,
    box,
    ...(region.polygon && {
      polygon: region.polygon.map((at, i) =>
        i % 2 === 0 ? stretched(at, x, width, box[2]) : stretched(at, y, height, box[3]),
      ),
    }),
  };
}

/** The model's findings that no region marks: these are only proposed. A box that shares half of both with a region is marked. */
export const proposed = (
  findings: readonly Finding[],
  regions: readonly Region[],
  picture: Size,
): readonly Finding[] =>
  findings.filter((finding) => {
    const { box } = takenOver(finding, picture);
    return !regions.some((region) => shared(box, region.box) >= 0.5);
  });

/** Intersection over union of two boxes. */
function shared(a: Finding['box'], b: Finding['box']): number {
  const across = (i: 0 | 1) => {
    const side = (i + 2) as 2 | 3;
    return Math.max(0, Math.min(a[i] + a[side], b[i] + b[side]) - Math.max(a[i], b[i]));
  };
  const both = across(0) * across(1);
  const either = a[2] * a[3] + b[2] * b[3] - both;
  return either === 0 ? 0 : both / either;
}

/** A finding as a person's own mark, within the picture. */
export function takenOver({ kind, box, polygon, class: name }: Finding, picture: Size): Region {
  if (polygon) return shaped(kind === 'box' ? 'polygon' : kind, polygon, name);
  const on = (at: number, side: number) => Math.min(side, Math.max(0, at));
  const [left, top] = [on(box[0], picture.width), on(box[1], picture.height)];
  const [right, bottom] = [on(box[0] + box[2], picture.width), on(box[1] + box[3], picture.height)];
  return { kind, box: [left, top, right - left, bottom - top], class: name, score: 1 };
}
