/** A corner between pixels, counted from the left and top edge of the map. */
export interface Corner {
  readonly x: number;
  readonly y: number;
}

/** The four ways along pixel edges, clockwise from east; y points down. */
const ways = [
  { dx: 1, dy: 0 },
  { dx: 0, dy: 1 },
  { dx: -1, dy: 0 },
  { dx: 0, dy: -1 },
] as const;

/** Corners that simplification looks at; more cannot be seen and would cost seconds. */
const maxTraced = 2000;
const maxCorners = 100;
/** Of a region of few pixels simplification may leave only a stroke; where it takes more than this away, the outline stays as it is. */
const keptArea = 0.75;

/**
 * The outer outline of a region of touching pixels (8 neighbours), clockwise from the left end of its top row. It runs along pixel
 * edges, then leaves out corners that lie within `tolerance` pixels of the line without them, so that a staircase becomes a slope and a
 * rectangle, of one pixel too, keeps its four corners.
 */
export function outlineOf(pixels: readonly number[], width: number, tolerance = 0.75): readonly Corner[] {
  const first = pixels.reduce((least, pixel) => Math.min(least, pixel), Infinity);
  const traced = trace(new Set(pixels), first, width);
  const step = Math.ceil(traced.length / maxTraced);
  const corners = traced.filter((_, index) => index % step === 0);
  for (let allowed = tolerance; ; allowed *= 2) {
    const simple = simplify(corners, allowed);
    if (simple.length > maxCorners) continue;
    const shrunk = traced.length <= maxCorners && areaOf(simple) < keptArea * areaOf(traced);
    return shrunk ? traced : simple;
  }
}

/** Walks with the region on the right hand. Turning left where it can keeps pixels that touch at a corner together. */
function trace(region: ReadonlySet<number>, first: number, width: number): readonly Corner[] {
  const has = (x: number, y: number) => x >= 0 && x < width && region.has(y * width + x);
  const start = { x: first % width, y: Math.floor(first / width) };
  const corners: Corner[] = [start];
  let { x, y } = start;
  let way = 0;
  do {
    const { dx, dy } = ways[way % 4] ?? ways[0];
    x += dx;
    y += dy;
    // of the four pixels around the corner (x, y): the two ahead
    const right = has(x + Math.min(0, dx - dy), y + Math.min(0, dx + dy));
    const left = has(x + Math.min(0, dx + dy), y + Math.min(0, dy - dx));
    if (left) way += 3;
    else if (!right) way += 1;
    else continue;
    if (x !== start.x || y !== start.y) corners.push({ x, y });
  } while (x !== start.x || y !== start.y);
  return corners;
}

/** Douglas and Peucker's simplification of a closed line, between its first corner and the one farthest from it. */
function simplify(corners: readonly Corner[], tolerance: number): readonly Corner[] {
  const [first] = corners;
  if (first === undefined) return [];
  const closed = [...corners, first];
  const keep = new Set([0, corners.length]);
  const open: [number, number][] = [[0, corners.length]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to] = span;
    let most = tolerance;
    let farthest = -1;
    for (let index = from + 1; index < to; index += 1) {
      const away = distance(closed[index] ?? first, closed[from] ?? first, closed[to] ?? first);
      if (away > most) [most, farthest] = [away, index];
    }
    if (farthest === -1) continue;
    keep.add(farthest);
    open.push([from, farthest], [farthest, to]);
  }
  return corners.filter((_, index) => keep.has(index));
}

/** In pixels; Gauss's shoelace formula. */
function areaOf(corners: readonly Corner[]): number {
  let twice = 0;
  for (const [index, { x, y }] of corners.entries()) {
    const next = corners[(index + 1) % corners.length] ?? { x, y };
    twice += x * next.y - next.x * y;
  }
  return Math.abs(twice) / 2;
}

/** From a point to the line segment between two others. */
function distance({ x, y }: Corner, from: Corner, to: Corner): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / length));
  return Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
}
