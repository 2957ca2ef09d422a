import { inverseCholesky } from './linear-algebra.ts';
import type { Network, Weights } from './network.ts';

/** `calibrated = scale · logit + bias[class]`; the scale is one through the temperature. */
export interface Temperature {
  readonly scale: number;
  readonly bias: readonly number[];
}

/** Draws every bias to 0 with the weight of so many pictures. */
const ridge = 1;

/**
 * Temperature and a bias for each class under which held-back answers are most likely (Guo et al. 2017, bias-corrected as in Alexandari et
 * al. 2020), by Newton's method. Targets are softened as Platt's are, so that pictures in perfect order do not ask for an infinite scale.
 *
 * @param logits [count, classes]
 * @param labels a class a picture
 * @returns what changes nothing, where the answers say nothing of the labels, or there are none
 */
export function fitTemperature(logits: Float32Array, labels: Uint8Array, classes: number): Temperature {
  const plain: Temperature = { scale: 1, bias: Array<number>(classes).fill(0) };
  const counts = Array.from({ length: classes }, (_, k) => labels.filter((label) => label === k).length);
  const size = classes + 1;
  /** Gradient and Hessian over (scale, bias…), and the loss. */
  const look = (at: Float64Array) => {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    let loss = 0;
    const z = new Float64Array(classes);
    for (const [i, label] of labels.entries()) {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      for (let k = 0; k < classes; k++) z[k] = at[0]! * row[k]! + at[k + 1]!;
      const largest = Math.max(...z);
      const total = z.reduce((sum, one) => sum + Math.exp(one - largest), 0);
      const high = (counts[label]! + 1) / (counts[label]! + 2);
      const low = (1 - high) / (classes - 1);
      const p = z.map((one) => Math.exp(one - largest) / total);
      const mean = row.reduce((sum, one, k) => sum + p[k]! * one, 0);
      for (let k = 0; k < classes; k++) {
        const target = k === label ? high : low;
        loss += target * (largest + Math.log(total) - z[k]!);
        gradient[0] = gradient[0]! + (p[k]! - target) * row[k]!;
        gradient[k + 1] = gradient[k + 1]! + p[k]! - target;
        hessian[0] = hessian[0]! + p[k]! * (row[k]! - mean) ** 2;
        const across = p[k]! * (row[k]! - mean);
        hessian[k + 1] = hessian[k + 1]! + across;
        hessian[(k + 1) * size] = hessian[k + 1]!;
        for (let j = 0; j < classes; j++) {
          const place = (k + 1) * size + j + 1;
          hessian[place] = hessian[place]! + (j === k ? p[k]! : 0) - p[k]! * p[j]!;
        }
      }
    }
    for (let k = 1; k < size; k++) {
      loss += (ridge * at[k]! ** 2) / 2;
      gradient[k] = gradient[k]! + ridge * at[k]!;
      hessian[k * size + k] = hessian[k * size + k]! + ridge;
    }
    hessian[0] = hessian[0]! + 1e-9;
    return { loss, gradient, hessian };
  };

  let at = Float64Array.from([1, ...plain.bias]);
  let here = look(at);
  for (let round = 0; round < 100 && Math.hypot(...here.gradient) > 1e-7; round++) {
    const away = solve(here.hessian, here.gradient);
    let stride = 1;
    let [next, there] = [at, here];
    do {
      next = at.map((value, i) => value - stride * away[i]!);
      there = look(next);
      stride /= 2;
    } while (!(there.loss < here.loss) && stride > 1e-10);
    if (!(there.loss < here.loss)) break;
    [at, here] = [next, there];
  }
  return at[0]! > 0 ? { scale: at[0]!, bias: [...at.subarray(1)] } : plain;
}

/** x with A x = b, for a symmetric positive definite A. */
function solve(matrix: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const w = inverseCholesky(matrix, n);
  const half = b.map((_, i) => b.reduce((sum, value, j) => sum + w[i * n + j]! * value, 0));
  return b.map((_, j) => half.reduce((sum, value, i) => sum + w[i * n + j]! * value, 0));
}

/** @param logits [count, classes] */
export const calibrateLogits = (logits: Float32Array, { scale, bias }: Temperature): Float32Array =>
  logits.map((logit, i) => scale * logit + bias[i % bias.length]!);

/** The same inside the network: its last layer, which is dense, does it. */
export function calibrateWeights(
  { layers }: Network,
  weights: Weights,
  { scale, bias }: Temperature,
): Weights {
  const last = `${layers.length - 1}-dense`;
  const [kernel, shift] = [weights[`${last}/kernel`], weights[`${last}/bias`]];
  if (!kernel || shift?.length !== bias.length)
    throw new RangeError(`the network does not end in ${bias.length} classes`);
  return {
    ...weights,
    [`${last}/kernel`]: kernel.map((value) => scale * value),
    [`${last}/bias`]: shift.map((value, k) => scale * value + bias[k]!),
  };
}
