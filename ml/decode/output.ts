import type { Placement } from '../image/geometry.ts';
import type { Manifest, ModelOutputs } from '../package/manifest.ts';
import { elementCount } from '../onnx/elements.ts';

/** One output of a model, row by row; the worker makes float32 of whatever the model gives. */
export interface OutputTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** What the model answered cannot be read as an answer: not finite, not of the shape or range its manifest promises. Ends as `no-result`. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code = 'bad-output';
}

/** What a decoder needs: the manifest, the model's tensors, and where the tensor's picture lies on the frame. */
export interface Scene {
  readonly manifest: Manifest;
  readonly tensors: ReadonlyMap<string, OutputTensor>;
  readonly frame: { readonly width: number; readonly height: number };
  readonly placement: Placement;
}

/** The same with the manifest's entry for one family of decoders. */
export interface SceneOf<Family extends ModelOutputs['family']> extends Scene {
  readonly outputs: Extract<ModelOutputs, { family: Family }>;
}

/** Stands for a size that is read from the tensor. */
export const any = -1;

/**
 * The tensor of a name, held against one of the allowed shapes (`any`: whatever it is). Throws `DecodeError` when it is missing, empty, of
 * another shape, or holds a NaN or an infinity.
 */
export function tensorOf(
  scene: Scene,
  name: string,
  ...shapes: readonly (readonly number[])[]
): OutputTensor {
  const tensor = scene.tensors.get(name);
  if (tensor === undefined) throw new DecodeError(`the model gave no output "${name}"`);
  const { dims, data } = tensor;
  const fits = (shape: readonly number[]) =>
    shape.length === dims.length && shape.every((size, axis) => size === any || size === dims[axis]);
  if (!shapes.some(fits)) {
    const allowed = shapes.map(show).join(' or ');
    throw new DecodeError(`the output "${name}" has shape ${show(dims)}, ${allowed} was expected`);
  }
  if (data.length === 0 || elementCount(dims) !== data.length) {
    throw new DecodeError(`the output "${name}" has ${data.length} values for the shape ${show(dims)}`);
  }
  if (!allFinite(data)) {
    throw new DecodeError(`the output "${name}" holds ${data.find((value) => !Number.isFinite(value))}`);
  }
  return tensor;
}

/**
 * What is not finite differs from itself by NaN, which every sum keeps. Four sums side by side: every answer passes here, and one sum, or a
 * question asked of each value, took twice as long.
 */
function allFinite(data: Float32Array): boolean {
  const zero = (index: number) => {
    const value = data[index] ?? 0;
    return value - value;
  };
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = data.length & ~3;
  for (let index = 0; index < whole; index += 4) {
    a += zero(index);
    b += zero(index + 1);
    c += zero(index + 2);
    d += zero(index + 3);
  }
  for (let index = whole; index < data.length; index += 1) a += zero(index);
  return a + b + c + d === 0;
}

function show(dims: readonly number[]): string {
  return `[${dims.map((size) => (size === any ? 'any' : size)).join(', ')}]`;
}

/** Rounding of a provider may pass 0 or 1 by this much. */
const slack = 1e-3;

/** A probability as the model gave it, brought back into 0 to 1. Throws `DecodeError` when it is not one. */
export function probability(value: number, what: string): number {
  if (!(value >= -slack && value <= 1 + slack))
    throw new DecodeError(`${what} is ${value}, 0 to 1 was expected`);
  return Math.min(1, Math.max(0, value));
}

/**
 * Index, 0 to `count` − 1, of the largest of the probabilities at `start`, `start + step`, …; the first of equals. Throws `DecodeError`
 * when any of them is none.
 */
export function strongest(data: Float32Array, start: number, count: number, step: number): number {
  let best = 0;
  let most = -Infinity;
  for (let index = 0; index < count; index += 1) {
    const value = probability(data[start + index * step] ?? NaN, 'a class probability');
    if (value > most) [best, most] = [index, value];
  }
  return best;
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Log-odds of a probability; infinite at 0 and 1. */
export function logOdds(p: number): number {
  return Math.log(p / (1 - p));
}

/**
 * Turns log-odds into a score: `sigmoid(a · logit + b)` with the manifest's calibration (Platt), `sigmoid(logit)` without. It never
 * falls as the logit grows, so the order of findings stays.
 */
export function calibrated(manifest: Manifest, logit: number): number {
  const { a, b } = manifest.calibration ?? { a: 1, b: 0 };
  return sigmoid(a * logit + b);
}

/** A probability after calibration; without one exactly the probability itself. */
export function calibratedProbability(manifest: Manifest, p: number): number {
  return manifest.calibration === undefined ? p : calibrated(manifest, logOdds(p));
}

/** Indices of the classes that mean a defect. */
export function defectClasses(manifest: Manifest): readonly number[] {
  return manifest.classes.flatMap(({ verdict }, index) => (verdict === 'defect' ? [index] : []));
}

/** Name of a class. Throws `DecodeError` where the model speaks of one that the manifest does not know. */
export function className(manifest: Manifest, index: number): string {
  const found = manifest.classes[index];
  if (found === undefined)
    throw new DecodeError(`class ${index} is not among the ${manifest.classes.length} classes`);
  return found.name;
}
