/** A corner between squares, counted from the left and top edge. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The convex outline about the squares of a part, clockwise on the picture (Andrew's monotone chain). */
export function outlineOf(part: readonly number[], width: number): readonly Point[] {
  const rows = new Map<number, readonly [number, number]>();
  for (const at of part) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const [least, most] = rows.get(y) ?? [x, x];
    rows.set(y, [Math.min(least, x), Math.max(most, x)]);
  }
  const points = [...rows].flatMap(([y, [least, most]]) =>
    [y, y + 1].flatMap((edge) => [
      { x: least, y: edge },
      { x: most + 1, y: edge },
    ]),
  );
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (all: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of all) {
      while (chain.length > 1 && cross(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

const cross = (from: Point, a: Point, b: Point): number =>
  (a.x - from.x) * (b.y - from.y) - (a.y - from.y) * (b.x - from.x);

/** The middle of a polygon's area and the second moments about it, each divided by the area. */
export function momentsOf(corners: readonly Point[]) {
  const origin = corners[0]!;
  let [area, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (const [i, corner] of corners.entries()) {
    const next = corners[(i + 1) % corners.length]!;
    const [ax, ay, bx, by] = [corner.x - origin.x, corner.y - origin.y, next.x - origin.x, next.y - origin.y];
    const twice = ax * by - bx * ay;
    area += twice / 2;
    x += (twice * (ax + bx)) / 6;
    y += (twice * (ay + by)) / 6;
    xx += (twice * (ax * ax + ax * bx + bx * bx)) / 12;
    yy += (twice * (ay * ay + ay * by + by * by)) / 12;
    xy += (twice * (2 * (ax * ay + bx * by) + ax * by + bx * ay)) / 24;
  }
  const [mx, my] = [x / area, y / area];
  return {
    ...{ x: origin.x + mx, y: origin.y + my },
    ...{ xx: xx / area - mx * mx, yy: yy / area - my * my, xy: xy / area - mx * my },
  };
}
