import { quantile } from '../evaluate/quantile.ts';
import { shownOf, type Alignment } from '../image/align.ts';
import type { Frame } from '../image/frame.ts';
import { createPreprocessor } from '../image/preprocess.ts';
import { manifestSchema, type Manifest, type ModelInput } from '../package/manifest.ts';
import { anomalyTensors } from './anomaly-graph.ts';
import { limitsFromGood, type AnomalyLimits } from './calibrate.ts';
import { cell } from './features.ts';
import { fitTensors, withModel, type AnomalyOptions, type Engine, type FitStep } from './fit-tensors.ts';

export type { AnomalyOptions, Engine, LoadedModel } from './fit-tensors.ts';

/** How parts lie decides the recipe: in a fixture, alike to a few pixels; or loosely, turned this way or that. */
export type Placement = 'fixture' | 'loose';
export const recipes: Readonly<
  Record<Placement, AnomalyOptions & { readonly side: number; readonly align: 'auto' | 'never' }>
> = {
  fixture: {
    side: 256,
    align: 'never',
    mirrors: 'none',
    shifts: true,
    reach: 1,
    variance: 0.99,
    maxBytes: 12_000_000,
  },
  loose: {
    side: 160,
    align: 'auto',
    mirrors: 'symmetric',
    shifts: false,
    reach: 2,
    variance: 0.99,
    maxBytes: 12_000_000,
  },
};

export interface AnomalyFit {
  /** Good pictures, all of one size unless `shape` is given. */
  readonly frames: Iterable<Frame> | AsyncIterable<Frame>;
  /** Width to height of pictures of several sizes; they are stretched to it, smaller ones enlarged. */
  readonly shape?: { readonly width: number; readonly height: number };
  /** Every frame must show a part to align; windows have one size, so `shape` is not looked at. */
  readonly alignment?: Alignment;
  readonly engine: (size: { readonly width: number; readonly height: number }) => Engine;
  readonly name: string;
  readonly version?: number;
  /** ISO time and author for the manifest. */
  readonly created: string;
  readonly by: string;
  readonly placement: Placement;
  readonly options?: Partial<AnomalyOptions & { readonly side: number }>;
  /** Accepts 8 to 19 pictures. */
  readonly few?: boolean;
  readonly onProgress?: (step: FitStep | { readonly stage: 'pictures'; readonly done: number }) => void;
  readonly signal?: { readonly aborted: boolean };
}

export interface FittedAnomaly {
  readonly manifest: Manifest;
  readonly model: Uint8Array;
  /** Raw scores of the good pictures that were held back; the limits rest on them. */
  readonly heldBack: readonly number[];
  readonly limits: AnomalyLimits;
}

/** Good pictures needed, and the fewest that `few` lets through. */
export const enoughPictures = 20;
export const fewestPictures = 8;

/**
 * Learns what is normal from good pictures alone. Every fifth picture is held back from fitting; the limits come from those.
 *
 * @throws RangeError for too few pictures, pictures of several sizes or smaller than the model's input, or without a part to align; Error 'cancelled' after `signal`
 */
export async function fitAnomaly(fit: AnomalyFit): Promise<FittedAnomaly> {
  const { side, ...options } = { ...recipes[fit.placement], ...fit.options };
  const step = (progress: Parameters<NonNullable<AnomalyFit['onProgress']>>[0]): void => {
    if (fit.signal?.aborted) throw new Error('cancelled');
    fit.onProgress?.(progress);
  };
  const { tensors, input } = await tensorsOf(fit, side, (done) => step({ stage: 'pictures', done }));
  const needed = fit.few ? fewestPictures : enoughPictures;
  if (tensors.length < needed)
    throw new RangeError(`an anomaly model needs at least ${needed} good pictures, got ${tensors.length}`);

  const engine = fit.engine(input);
  const kept = tensors.filter((_, i) => i % 5 !== 4);
  const { model, kept: features, views, shrink } = await fitTensors(kept, input, options, engine, step);
  const heldBack: number[] = [];
  const total = tensors.length - kept.length;
  await withModel(engine, model, async (judge) => {
    for (const [i, tensor] of tensors.entries()) {
      if (i % 5 !== 4) continue;
      heldBack.push(highest(await judge.run(tensor)));
      step({ stage: 'thresholds', done: heldBack.length, total });
    }
  });
  const limits = limitsFromGood(heldBack);
  const manifest = manifestSchema.parse({
    format: 1,
    name: fit.name,
    version: fit.version ?? 1,
    task: 'anomaly',
    created: fit.created,
    by: fit.by,
    input,
    outputs: { family: 'score-map', map: anomalyTensors.map, minArea: 0 },
    classes: [
      { name: 'good', verdict: 'pass' },
      { name: 'anomaly', verdict: 'defect' },
    ],
    thresholds: limits.thresholds,
    calibration: limits.calibration,
    metrics: {
      fittedPictures: kept.length,
      heldBackPictures: heldBack.length,
      heldBackMedianRaw: quantile(heldBack, 0.5),
      heldBackHighestRaw: highest(heldBack),
      passLimitRaw: limits.raw.pass,
      defectLimitRaw: limits.raw.defect,
      features,
      views,
      shrink,
    },
    parameters: Math.floor(model.length / 4),
  });
  return { manifest, model, heldBack, limits };
}

async function tensorsOf(
  { frames, shape, alignment }: Pick<AnomalyFit, 'frames' | 'shape' | 'alignment'>,
  side: number,
  onPicture: (done: number) => void,
): Promise<{ tensors: Float32Array[]; input: ModelInput }> {
  const tensors: Float32Array[] = [];
  let first: Frame | undefined;
  let input = shape
    ? anySize(inputFor(shape, side))
    : inputFor(alignment ?? { width: side, height: side }, side);
  if (alignment) input = { ...input, alignment };
  let preprocessor = createPreprocessor(input);
  for await (const frame of frames) {
    if (!first && !shape && !alignment) {
      first = frame;
      input = inputFor(frame, side);
      preprocessor = createPreprocessor(input);
    }
    if (first && (frame.width !== first.width || frame.height !== first.height)) {
      const sizes = `the first is ${first.width} × ${first.height}, number ${tensors.length + 1} is ${frame.width} × ${frame.height}`;
      throw new RangeError(`good pictures must all have one size: ${sizes}`);
    }
    const shown = shownOf(input, frame);
    if (!shown) throw new RangeError(`good picture ${tensors.length + 1} shows no part to align`);
    preprocessor.run(shown.frame);
    tensors.push(preprocessor.tensor.slice());
    onPicture(tensors.length);
  }
  return { tensors, input };
}

/** `area/u8` only reduces; where some pictures are smaller than the input, Pillow's kernel takes them all. */
const anySize = (input: ModelInput): ModelInput => ({ ...input, kernel: 'pil-bilinear/u8' });

/** A grey input of the frame's shape, its longer side about `side`; sides are whole cells and never larger than the frame. */
export function inputFor(
  frame: { readonly width: number; readonly height: number },
  side: number,
): ModelInput {
  const scale = Math.min(1, side / Math.max(frame.width, frame.height));
  const whole = (length: number): number =>
    Math.min(Math.round((length * scale) / cell), Math.floor(length / cell)) * cell;
  const [width, height] = [whole(frame.width), whole(frame.height)];
  if (Math.min(width, height) < 32) {
    throw new RangeError(
      `a picture of ${frame.width} × ${frame.height} leaves an input of ${width} × ${height}; each side needs 32 pixels`,
    );
  }
  return {
    tensor: anomalyTensors.input,
    width,
    height,
    channels: 1,
    fit: 'stretch',
    place: 'centre',
    kernel: 'area/u8',
    colour: 'grey',
    padding: 114,
    scale: 1,
    mean: [128],
    std: [64],
    layout: 'nchw',
  };
}

/** The manifest with other limits than those it was fitted with. */
export function withLimits(manifest: Manifest, { raw, calibration, thresholds }: AnomalyLimits): Manifest {
  return {
    ...{ ...manifest, thresholds, calibration },
    metrics: { ...manifest.metrics, passLimitRaw: raw.pass, defectLimitRaw: raw.defect },
  };
}

export function highest(values: ArrayLike<number>): number {
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]!);
  return most;
}
