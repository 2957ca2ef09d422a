import { DecodeError } from './output.ts';

/** Connected pixels of a map; `pixels` are indices into it. */
export interface Region {
  readonly pixels: readonly number[];
  /** The highest value that `minArea` connected pixels of the region all reach. */
  readonly level: number;
}

export interface Regions {
  /** The highest value that any `minArea` connected pixels all reach; 0 when there are not as many. */
  readonly level: number;
  /** Regions above the floor that have `minArea` pixels, the highest first. */
  readonly regions: readonly Region[];
}

/** Marks pixels that do not count: those beside the frame. */
export const outside = -1;

/** Keys below hold a value and an index in one float64. */
const maxPixels = 2 ** 22;
/** Above the bits of every float32 up to 1. */
const highestBits = 2 ** 30;

/**
 * Regions of a map by falling water: pixels are added from the highest down, touching ones (8 neighbours) join. The image's score and
 * its regions come from one rule, so a map is above a threshold exactly when a region of `minArea` pixels is.
 *
 * @param values row by row, 0 to 1, or `outside`
 * @param floor pixels must be above it to belong to a region
 * @param minArea in pixels of the map; below 1 counts as 1
 */
export function regionsOf(values: Float32Array, width: number, floor: number, minArea: number): Regions {
  if (values.length > maxPixels) {
    throw new DecodeError(`a map of ${values.length} pixels; at most ${maxPixels} are read`);
  }
  const area = Math.max(1, Math.ceil(minArea));
  const water = new Water(values, width, area);
  water.fall(sortedAbove(values, floor));
  const regions = water.regions();
  if (regions.length > 0) return { level: regions[0]?.level ?? 0, regions };

  if (area === 1) return { level: values.reduce((most, value) => Math.max(most, value), 0), regions };
  const whole = new Water(values, width, area);
  return { level: whole.fall(sortedAbove(values, outside), true), regions };
}

/**
 * Indices of the pixels above a floor, the highest first, equal ones in the order of the map. The bits of a float32 that is not negative sort
 * as it does, so bits and index go into one number and the runtime's own sort does the work.
 */
function sortedAbove(values: Float32Array, floor: number): Float64Array {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const keys = new Float64Array(values.length);
  let count = 0;
  for (let index = 0; index < values.length; index += 1) {
    if (!(values[index]! > floor)) continue;
    // −0 has bits of its own; it is as low as 0
    keys[count] = (highestBits - Math.max(0, bits[index]!)) * maxPixels + index;
    count += 1;
  }
  const order = keys.subarray(0, count).sort();
  for (let at = 0; at < count; at += 1) order[at] = order[at]! % maxPixels;
  return order;
}

/** Union-find over the pixels that the water has left. */
class Water {
  readonly #values: Float32Array;
  readonly #width: number;
  readonly #area: number;
  /** 0: still under water; else 1 + the parent's index. */
  readonly #parent: Int32Array;
  readonly #size: Int32Array;
  readonly #levels = new Map<number, number>();

  constructor(values: Float32Array, width: number, area: number) {
    this.#values = values;
    this.#width = width;
    this.#area = area;
    this.#parent = new Int32Array(values.length);
    this.#size = new Int32Array(values.length);
  }

  /** Adds pixels in order. With `first`, stops at the first region that is large enough. Returns the level reached there, else 0. */
  fall(order: Float64Array, first = false): number {
    for (const pixel of order) {
      this.#parent[pixel] = pixel + 1;
      this.#size[pixel] = 1;
      const root = this.#joinNeighbours(pixel);
      if ((this.#size[root] ?? 0) >= this.#area && !this.#levels.has(root)) {
        const level = this.#values[pixel] ?? 0;
        this.#levels.set(root, level);
        if (first) return level;
      }
    }
    return 0;
  }

  regions(): readonly Region[] {
    const pixels = new Map<number, number[]>([...this.#levels.keys()].map((root) => [root, []]));
    for (let pixel = 0; pixel < this.#parent.length; pixel += 1) {
      if (this.#parent[pixel] !== 0) pixels.get(this.#root(pixel))?.push(pixel);
    }
    return [...this.#levels]
      .map(([root, level]) => ({ level, pixels: pixels.get(root) ?? [] }))
      .toSorted((one, other) => other.level - one.level);
  }

  #root(pixel: number): number {
    let at = pixel;
    for (;;) {
      const parent = (this.#parent[at] ?? 0) - 1;
      if (parent === at) return at;
      const grandparent = this.#parent[parent] ?? 0;
      this.#parent[at] = grandparent;
      at = grandparent - 1;
    }
  }

  #joinNeighbours(pixel: number): number {
    const column = pixel % this.#width;
    let root = pixel;
    for (let dy = -1; dy <= 1; dy += 1) {
      for (let dx = -1; dx <= 1; dx += 1) {
        const inRow = column + dx >= 0 && column + dx < this.#width;
        const other = pixel + dy * this.#width + dx;
        if (inRow && (this.#parent[other] ?? 0) !== 0) root = this.#join(root, this.#root(other));
      }
    }
    return root;
  }

  /** The larger becomes the root; of two levels the higher stays. */
  #join(one: number, other: number): number {
    if (one === other) return one;
    const [root, child] = (this.#size[one] ?? 0) >= (this.#size[other] ?? 0) ? [one, other] : [other, one];
    this.#parent[child] = root + 1;
    this.#size[root] = (this.#size[root] ?? 0) + (this.#size[child] ?? 0);
    const levels = [this.#levels.get(root), this.#levels.get(child)].filter((level) => level !== undefined);
    this.#levels.delete(child);
    if (levels.length > 0) this.#levels.set(root, Math.max(...levels));
    return root;
  }
}
