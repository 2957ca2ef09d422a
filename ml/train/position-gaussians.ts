import { inverseCholesky } from './linear-algebra.ts';

/** What is normal at each grid position: a mean and the inverse root of the covariance of k whitened features. */
export interface Gaussians {
  /** [positions, k] */
  readonly means: Float32Array;
  /** [positions, k, k], lower triangular: |root · (z − mean)|² is the squared Mahalanobis distance. */
  readonly inverseRoots: Float32Array;
}

export interface GaussiansFit {
  /** `features` [k, positions] of one good picture. */
  add(features: Float32Array): void;
  finish(shrink: number): Gaussians;
}

/**
 * How far covariances lean on what all positions share: few views say little about one position. Less than reference/training.md names
 * (0.05, 0.2, 0.5): measured on castings kept apart for it and on the demo bench, every step down to these raised the AUROC.
 */
export function shrinkFor(views: number): number {
  return views >= 200 ? 0.02 : views >= 50 ? 0.05 : 0.1;
}

/** Sums about the first picture, so that no digits are lost to large means. Memory: positions · k · (k + 5) / 2 doubles. */
export function createGaussiansFit(positions: number, k: number): GaussiansFit {
  const packed = (k * (k + 1)) / 2;
  const origin = new Float64Array(positions * k);
  const sums = new Float64Array(positions * k);
  const products = new Float64Array(positions * packed);
  const vector = new Float64Array(k);
  let count = 0;

  /** S of one position, full k × k. */
  const covariance = (position: number): Float64Array => {
    const full = new Float64Array(k * k);
    for (let i = 0, at = position * packed; i < k; i++) {
      for (let j = 0; j <= i; j++, at++) {
        const value =
          (products[at]! - (sums[position * k + i]! * sums[position * k + j]!) / count) / (count - 1);
        full[i * k + j] = value;
        full[j * k + i] = value;
      }
    }
    return full;
  };

  return {
    add(features) {
      for (let position = 0; position < positions; position++) {
        const base = position * k;
        for (let i = 0; i < k; i++) {
          const value = features[i * positions + position]!;
          if (count === 0) origin[base + i] = value;
          vector[i] = value - origin[base + i]!;
          sums[base + i]! += vector[i]!;
        }
        for (let i = 0, at = position * packed; i < k; i++) {
          const x = vector[i]!;
          for (let j = 0; j <= i; j++, at++) products[at]! += x * vector[j]!;
        }
      }
      count++;
    },

    finish(shrink) {
      if (count < 2) throw new RangeError(`a covariance needs at least 2 pictures, got ${count}`);
      const shared = new Float64Array(k * k);
      for (let position = 0; position < positions; position++)
        covariance(position).forEach((x, i) => (shared[i]! += x / positions));
      const means = new Float32Array(positions * k);
      const inverseRoots = new Float32Array(positions * k * k);
      for (let position = 0; position < positions; position++) {
        const own = covariance(position);
        let trace = 0;
        for (let i = 0; i < k; i++) trace += own[i * k + i]!;
        const shrunk = own.map((x, i) => (1 - shrink) * x + shrink * 0.5 * shared[i]!);
        for (let i = 0; i < k; i++) shrunk[i * k + i]! += shrink * 0.5 * (trace / k) + 1e-3;
        inverseRoots.set(inverseCholesky(shrunk, k), position * k * k);
        for (let i = 0; i < k; i++)
          means[position * k + i] = origin[position * k + i]! + sums[position * k + i]! / count;
      }
      return { means, inverseRoots };
    },
  };
}
