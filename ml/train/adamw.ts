import type { WeightSpec, Weights } from './network.ts';

export interface AdamW {
  /** Moves `weights` in place, one step down `gradients` at `rate`. */
  step(weights: Weights, gradients: Weights, rate: number): void;
  /** A copy of what a later run needs to go on exactly from here. */
  state(): AdamState;
}
export interface AdamState {
  readonly steps: number;
  readonly first: Weights;
  readonly second: Weights;
}

/**
 * Adam with weight decay beside the gradient (Loshchilov and Hutter, 2019; β 0.9 and 0.999, ε 1e-7 as Keras has it). Weights live outside
 * TensorFlow, in plain arrays: a step over 100,000 of them takes less time than a hundred small tensor operations.
 *
 * @param decay per step at rate 1, for the weights that decay
 */
export function createAdamW(specs: readonly WeightSpec[], decay: number, resumed?: AdamState): AdamW {
  const trained = specs.filter((spec) => spec.trained);
  const [beta1, beta2, tiny] = [0.9, 0.999, 1e-7];
  let steps = resumed?.steps ?? 0;
  const copyOf = (all: Weights = {}): Record<string, Float32Array> =>
    Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.slice()]));
  const [first, second] = [copyOf(resumed?.first), copyOf(resumed?.second)];
  return {
    step(weights, gradients, rate) {
      steps++;
      const scale = (rate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      for (const { name, decays } of trained) {
        const [w, g] = [weights[name], gradients[name]];
        if (!w || g?.length !== w.length) throw new RangeError(`there is no gradient for ${name}`);
        const m = (first[name] ??= new Float32Array(w.length));
        const v = (second[name] ??= new Float32Array(w.length));
        const keep = decays ? 1 - rate * decay : 1;
        for (let i = 0; i < w.length; i++) {
          const slope = g[i]!;
          m[i] = beta1 * m[i]! + (1 - beta1) * slope;
          v[i] = beta2 * v[i]! + (1 - beta2) * slope * slope;
          w[i] = keep * w[i]! - (scale * m[i]!) / (Math.sqrt(v[i]!) + tiny);
        }
      }
    },
    state: () => ({ steps, first: copyOf(first), second: copyOf(second) }),
  };
}

/**
 * The one-cycle rate: up in a straight line from a tenth over the first 15 % of the steps, then down along a cosine to 0.2 %.
 * @param step 0 … steps − 1
 */
export function oneCycle(peak: number, step: number, steps: number): number {
  const along = step / Math.max(1, steps - 1);
  const warm = 0.15;
  if (along < warm) return peak * (0.1 + (0.9 * along) / warm);
  const down = (along - warm) / (1 - warm);
  return peak * (0.002 + (0.998 * (1 + Math.cos(Math.PI * down))) / 2);
}
