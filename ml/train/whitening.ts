import { symmetricEigen } from './linear-algebra.ts';

/** A linear map that makes features of good pictures uncorrelated and of unit variance: `z = weights · f + bias`. */
export interface Whitening {
  readonly kept: number;
  /** [kept, channels] */
  readonly weights: Float32Array;
  /** [kept] */
  readonly bias: Float32Array;
}

/** Gathers the covariance of feature vectors; feed it, then ask once. */
export interface WhiteningFit {
  /** `features` [channels, positions]; takes every `stride`-th position from `first`. */
  add(features: Float32Array, positions: number, first: number, stride: number): void;
  /** Keeps the directions that hold `share` of the variance of the standardised channels, at most `most` of them. */
  finish(share: number, most: number): Whitening;
}

export function createWhiteningFit(channels: number): WhiteningFit {
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels * channels);
  const vector = new Float64Array(channels);
  let count = 0;
  return {
    add(features, positions, first, stride) {
      for (let at = first; at < positions; at += stride) {
        for (let c = 0; c < channels; c++) vector[c] = features[c * positions + at]!;
        for (let i = 0; i < channels; i++) {
          sums[i]! += vector[i]!;
          for (let j = 0; j <= i; j++) products[i * channels + j]! += vector[i]! * vector[j]!;
        }
        count++;
      }
    },
    finish(share, most) {
      if (count < 2) throw new RangeError(`whitening needs at least 2 feature vectors, got ${count}`);
      const mean = sums.map((sum) => sum / count);
      const covariance = (i: number, j: number): number =>
        products[Math.max(i, j) * channels + Math.min(i, j)]! / count - mean[i]! * mean[j]!;
      // A channel that never changes says nothing; the floor keeps it from being blown up.
      const deviation = mean.map((_, i) => Math.sqrt(Math.max(covariance(i, i), 0)) + 1e-6);
      const correlation = new Float64Array(channels * channels);
      for (let i = 0; i < channels; i++) {
        for (let j = 0; j < channels; j++)
          correlation[i * channels + j] = covariance(i, j) / (deviation[i]! * deviation[j]!);
      }
      const { values, vectors } = symmetricEigen(correlation, channels);
      const kept = Math.min(most, componentsFor(values, share));
      const weights = new Float32Array(kept * channels);
      const bias = new Float32Array(kept);
      for (let k = 0; k < kept; k++) {
        const unit = 1 / Math.sqrt(Math.max(values[k]!, 1e-9));
        let offset = 0;
        for (let c = 0; c < channels; c++) {
          const weight = (vectors[c * channels + k]! * unit) / deviation[c]!;
          weights[k * channels + c] = weight;
          offset -= weight * mean[c]!;
        }
        bias[k] = offset;
      }
      return { kept, weights, bias };
    },
  };
}

/** How many of the largest values hold `share` of their sum. */
function componentsFor(values: Float64Array, share: number): number {
  const total = values.reduce((sum, value) => sum + Math.max(value, 0), 0);
  let held = 0;
  for (let k = 0; k < values.length; k++) {
    held += Math.max(values[k]!, 0);
    if (held >= share * total) return k + 1;
  }
  return values.length;
}
