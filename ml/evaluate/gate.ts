import { z } from 'zod';
import type { Evaluation } from './evaluation.ts';

const share = z.number().min(0).max(1).optional();
const count = z.number().int().min(0).optional();
const amount = z.number().min(0).optional();

/** What a package must reach before it is relied on; what is absent is not asked for. */
export const gateSchema = z.strictObject({
  minAccuracy: share,
  minAuroc: share,
  minPrecision: share,
  minRecall: share,
  minFBeta: share,
  minAp50: share,
  minAp: share,
  minPixelAuroc: share,
  minMiou: share,
  minDice: share,
  maxEce: share,
  maxEscapes: count,
  maxFalseRejects: count,
  maxUnsure: count,
  /** Noise added to what the model is given; sigma in its normalised units. */
  noise: z.number().positive().max(100).optional(),
  /** Accuracy under that noise. */
  minNoiseAccuracy: share,
  maxParameters: count,
  /** Of model.onnx. */
  maxBytes: count,
  /** Median of a picture, in this run. */
  maxMs: amount,
  /** The dataset passes its checks: nothing in it blocks. */
  checkDataset: z.boolean().optional(),
});
export type Gate = z.infer<typeof gateSchema>;

/** Gates with a name. MNIST: the figures its recipe must reach (reference/training.md section 5). */
export const gates: Readonly<Record<string, Gate>> = {
  mnist: {
    ...{ maxParameters: 24_999, minAccuracy: 0.988, noise: 0.3, minNoiseAccuracy: 0.98 },
  },
};

/** What is known of a package besides its answers. */
export interface Measured {
  readonly evaluation: Evaluation;
  /** Of the run with noise. */
  readonly noiseAccuracy?: number | undefined;
  readonly parameters?: number | undefined;
  readonly bytes?: number | undefined;
  /** Checks of the dataset that block, in words. */
  readonly datasetBlocks?: readonly string[] | undefined;
}

/** In words, where a gate is not met. A figure that could not be measured is not reached, nor is any while pictures have no result. */
export function gateFailures(
  { evaluation, noiseAccuracy, parameters, bytes, datasetBlocks }: Measured,
  gate: Gate,
): readonly string[] {
  const failures: string[] = [];
  const known = (value: number | undefined) =>
    value === undefined ? 'not known' : String(Number(value.toFixed(6)));
  const least = (what: string, got: number | undefined, wanted: number | undefined): void => {
    if (wanted === undefined || (got !== undefined && got >= wanted)) return;
    failures.push(`${what} is ${known(got)}, at least ${wanted} was asked for`);
  };
  const most = (what: string, got: number | undefined, wanted: number | undefined): void => {
    if (wanted === undefined || (got !== undefined && got <= wanted)) return;
    failures.push(`${what}: ${known(got)}, at most ${wanted} allowed`);
  };
  least('accuracy', evaluation.accuracy, gate.minAccuracy);
  least('AUROC', evaluation.auroc, gate.minAuroc);
  least('precision', evaluation.precision, gate.minPrecision);
  least('recall', evaluation.recall, gate.minRecall);
  least('F-beta', evaluation.fBeta, gate.minFBeta);
  least('AP50', evaluation.ap50, gate.minAp50);
  least('AP', evaluation.ap, gate.minAp);
  least('pixel AUROC', evaluation.pixelAuroc, gate.minPixelAuroc);
  least('mIoU', evaluation.miou, gate.minMiou);
  least('Dice', evaluation.dice, gate.minDice);
  most('ECE', evaluation.ece, gate.maxEce);
  most('escapes', evaluation.escapes, gate.maxEscapes);
  most('false rejects', evaluation.falseRejects, gate.maxFalseRejects);
  most('unsure', evaluation.unsure, gate.maxUnsure);
  least(`accuracy at noise ${gate.noise ?? ''}`, noiseAccuracy, gate.minNoiseAccuracy);
  most('parameters', parameters, gate.maxParameters);
  most('bytes of model.onnx', bytes, gate.maxBytes);
  most('milliseconds a picture (median)', evaluation.ms.median, gate.maxMs);
  if (gate.checkDataset === true)
    failures.push(...(datasetBlocks ?? ['not known']).map((why) => `dataset: ${why}`));
  if (Object.values(gate).some((limit) => limit !== undefined))
    most('pictures without a result', evaluation.noResult, 0);
  return failures;
}
