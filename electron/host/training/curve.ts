import type { CurvePoint } from '../../contract/training-runs.ts';

export interface Curve {
  /** @returns the points that are whole now */
  add(step: number, loss: number, epochEnds: boolean, validation: CurvePoint['validation']): CurvePoint[];
}

/** Points of a curve, besides those at the ends of epochs. */
const most = 200;

/**
 * From the answers of a run to a curve of a readable length.
 * @param first where the run begins; `loss` of an answer is the mean since the one before
 */
export function createCurve(first: { readonly step: number; readonly steps: number }, epochs: number): Curve {
  const every = Math.max(1, Math.floor(first.steps / most));
  let [before, since, sum] = [first.step, first.step, 0];
  return {
    add(step, loss, epochEnds, validation) {
      sum += loss * (step - before);
      before = step;
      if (step === since || (!epochEnds && step - since < every)) return [];
      const point = { epoch: (epochs * step) / first.steps, step, loss: sum / (step - since), validation };
      [since, sum] = [step, 0];
      return [point];
    },
  };
}
