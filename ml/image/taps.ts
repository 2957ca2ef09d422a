/**
 * Which source pixels make a target pixel, and with what weight: one table an axis, in the numbers of the original library.
 * Rounding steps of 32 and 64 bit floats are kept where the original has them; without them results differ by 1.
 */

/** Target pixel i reads `weights[i].length` source pixels from `start[i]` on. */
export interface Taps {
  readonly start: Int32Array<ArrayBuffer>;
  readonly weights: readonly Int32Array[];
}

/** Two source pixels each, with 11-bit weights. They may be the same pixel twice: OpenCV then still rounds twice. */
export interface PairTaps {
  readonly first: Int32Array<ArrayBuffer>;
  readonly second: Int32Array<ArrayBuffer>;
  /** Weights of first and second, interleaved. */
  readonly weights: Int16Array<ArrayBuffer>;
}

/**
 * OpenCV `INTER_LINEAR` (imgproc/src/resize.cpp). Its scale is 1/(target/source), not source/target. Outside the picture a column's
 * second weight is dropped, but a row keeps both weights and repeats the edge row.
 */
export function linearTaps(source: number, target: number, axis: 'columns' | 'rows'): PairTaps {
  const scale = 1 / (target / source);
  const taps = {
    first: new Int32Array(target),
    second: new Int32Array(target),
    weights: new Int16Array(2 * target),
  };
  const inside = (index: number) => Math.min(source - 1, Math.max(0, index));
  for (let i = 0; i < target; i++) {
    const centre = Math.fround((i + 0.5) * scale - 0.5);
    let first = Math.floor(centre);
    let fraction = Math.fround(centre - first);
    if (axis === 'columns' && (first < 0 || first >= source - 1)) {
      first = inside(first);
      fraction = 0;
    }
    taps.first[i] = inside(first);
    taps.second[i] = inside(first + 1);
    taps.weights[2 * i] = roundHalfEven(Math.fround(Math.fround(1 - fraction) * 2048));
    taps.weights[2 * i + 1] = roundHalfEven(Math.fround(fraction * 2048));
  }
  return taps;
}

/** Pillow `BILINEAR` (libImaging/Resample.c, precompute_coeffs and normalize_coeffs_8bpc): a triangle as wide as the reduction, 22-bit weights. */
export function pillowTaps(source: number, target: number): Taps {
  const scale = source / target;
  const support = Math.max(scale, 1);
  const inverse = 1 / support;
  const start = new Int32Array(target);
  const weights = Array.from(start, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(source, Math.trunc(centre + support + 0.5)) - first;
    const triangle = Float64Array.from({ length: count }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + first - centre + 0.5) * inverse)),
    );
    const sum = triangle.reduce((total, weight) => total + weight, 0);
    start[i] = first;
    return Int32Array.from(triangle, (weight) => Math.trunc(0.5 + (weight / sum) * (1 << 22)));
  });
  return { start, weights };
}

/**
 * The mean of the covered area, as OpenCV `INTER_AREA`: 14-bit weights that sum to 16384, the rounding carried from tap to tap.
 * Throws for an enlargement, where an area mean has no meaning.
 */
export function areaTaps(source: number, target: number): Taps {
  if (target > source) throw new Error(`area/u8 only reduces: ${source} pixels cannot become ${target}`);
  const scale = source / target;
  const start = new Int32Array(target);
  const weights = Array.from(start, (_, i) => {
    const low = i * scale;
    const high = Math.min(source, (i + 1) * scale);
    const first = Math.floor(low + 1e-9);
    const count = Math.ceil(high - 1e-9) - first;
    start[i] = first;
    /** The share of the area left of tap k. */
    const before = (k: number) =>
      Math.round((16384 * (Math.min(high, Math.max(low, first + k)) - low)) / (high - low));
    return Int32Array.from({ length: count }, (_, k) => before(k + 1) - before(k));
  });
  return { start, weights };
}

/** The longest list of weights. */
export function mostTaps(taps: Taps): number {
  return taps.weights.reduce((most, weights) => Math.max(most, weights.length), 0);
}

/** The nearest integer, a half to the even one (C's `rint`, Python's `round`). */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}
