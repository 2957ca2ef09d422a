/** A closed line around something: [x0, y0, x1, y1, …] in pixels of the picture, at least three corners. */
export type Outline = readonly number[];

interface Size {
  readonly width: number;
  readonly height: number;
}

const cornersOf = (outline: Outline): (readonly [number, number])[] =>
  Array.from({ length: outline.length >> 1 }, (_, i) => [outline[2 * i]!, outline[2 * i + 1]!] as const);

/** The smallest box around it: [x, y, width, height]. */
export function boundsOf(outline: Outline): [number, number, number, number] {
  const corners = cornersOf(outline);
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

/** In square pixels; Gauss's shoelace formula. */
export function areaOf(outline: Outline): number {
  const corners = cornersOf(outline);
  const twice = corners.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** It says no more than its box does: four corners, and every side along an edge of the picture. */
export function isBox(outline: Outline): boolean {
  const corners = cornersOf(outline);
  const straight = corners.every(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length]!;
    return (x === nextX) !== (y === nextY);
  });
  return corners.length === 4 && straight && new Set(corners.map(([x]) => x)).size === 2;
}

/** Its four corners, clockwise from the top left. */
export const outlineOfBox = ([x, y, width, height]: readonly [number, number, number, number]): Outline => [
  ...[x, y, x + width, y, x + width, y + height, x, y + height],
];

/** What of it lies on the picture (Sutherland and Hodgman); empty where nothing does. */
export function clipped(outline: Outline, { width, height }: Size): Outline {
  const sides = [
    { axis: 0, at: 0, keeps: 1 },
    { axis: 0, at: width, keeps: -1 },
    { axis: 1, at: 0, keeps: 1 },
    { axis: 1, at: height, keeps: -1 },
  ] as const;
  let corners = cornersOf(outline);
  for (const { axis, at, keeps } of sides) {
    const inside = (corner: readonly [number, number]) => keeps * (corner[axis] - at) >= 0;
    corners = corners.flatMap((corner, i, all) => {
      const before = all.at(i - 1)!;
      if (inside(corner) === inside(before)) return inside(corner) ? [corner] : [];
      const part = (at - before[axis]) / (corner[axis] - before[axis]);
      const [x, y] = [0, 1].map((each) => before[each]! + part * (corner[each]! - before[each]!));
      const crossing = axis === 0 ? ([at, y!] as const) : ([x!, at] as const);
      return inside(corner) ? [crossing, corner] : [crossing];
    });
  }
  return corners.length < 3 ? [] : corners.flat();
}

/** Calls for every pixel whose middle lies within, by the even-odd rule, row by row. */
export function fill(outline: Outline, { width, height }: Size, mark: (pixel: number) => void): void {
  const corners = cornersOf(outline);
  const [, top, , tall] = boundsOf(outline);
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(height, Math.ceil(top + tall)); row++) {
    const y = row + 0.5;
    const crossings = corners
      .flatMap((corner, i) => {
        const next = corners[(i + 1) % corners.length]!;
        // Always from the upper end: a side that is walked there and back crosses at the very same place, and marks nothing.
        const [[x1, y1], [x2, y2]] = corner[1] < next[1] ? [corner, next] : [next, corner];
        return y1 <= y === y2 <= y ? [] : [x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)];
      })
      .toSorted((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const end = Math.min(width, Math.ceil(crossings[i + 1]! - 0.5));
      for (let x = Math.max(0, Math.ceil(crossings[i]! - 0.5)); x < end; x++) mark(row * width + x);
    }
  }
}
