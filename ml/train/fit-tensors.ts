import { writeModel } from '../onnx/write.ts';
import { anomalyGraph, featureGraph, whitenedGraph } from './anomaly-graph.ts';
import { cell, featureChannels } from './features.ts';
import { createGaussiansFit, shrinkFor } from './position-gaussians.ts';
import { symmetricMirrors } from './symmetry.ts';
import { seen, viewsOf, type ViewOptions } from './views.ts';
import { createWhiteningFit, type Whitening } from './whitening.ts';

/** The engine that will also judge: fitting and judging see the same numbers. */
export interface Engine {
  load(model: Uint8Array): Promise<LoadedModel>;
}

/** A model of one input [1, 1, height, width] and one output. */
export interface LoadedModel {
  run(pixels: Float32Array): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export interface AnomalyOptions extends Pick<ViewOptions, 'shifts'> {
  /** `symmetric`: those in which the good pieces turn out to look the same. */
  readonly mirrors: ViewOptions['mirrors'] | 'symmetric';
  /** Neighbours looked at in each direction, 0 to 3: 1 for parts in a fixture, 2 for parts placed loosely. */
  readonly reach: number;
  /** Share of the variance of the features that is kept. */
  readonly variance: number;
  /** Bytes that the model may have; fewer features are kept where it would be larger. */
  readonly maxBytes: number;
  /** Overrides the rule by number of pictures; 0 to 1. */
  readonly shrink?: number;
}

export interface FitStep {
  readonly stage: 'filters' | 'statistics' | 'model' | 'thresholds';
  readonly done: number;
  readonly total: number;
}

/** Feature vectors that the whitening is measured on. */
const whiteningVectors = 40_000;

/**
 * Fits the model to tensors of good pictures ([1, 1, height, width] each, all of one size) and answers the bytes of the final graph.
 *
 * @throws RangeError for sizes that are no multiple of 4, or fewer than two pictures
 */
export async function fitTensors(
  tensors: readonly Float32Array[],
  size: { readonly width: number; readonly height: number },
  options: AnomalyOptions,
  engine: Engine,
  onStep: (step: FitStep) => void,
): Promise<{ model: Uint8Array; kept: number; views: number; shrink: number }> {
  if ([size.width, size.height].some((side) => side % cell !== 0 || side < 32)) {
    throw new RangeError(
      `the sides of the input must be multiples of 4 from 32, got ${size.width} × ${size.height}`,
    );
  }
  const positions = (size.width / cell) * (size.height / cell);
  const most = Math.max(4, Math.floor(Math.sqrt(options.maxBytes / 4 / positions)) - 1);
  const whitening = await fitWhitening(tensors, size, positions, options.variance, most, engine, onStep);

  const fit = createGaussiansFit(positions, whitening.kept);
  const views = await withModel(engine, writeModel(whitenedGraph(size, whitening)), async (filters) => {
    const { shifts } = options;
    const mirrors =
      options.mirrors === 'symmetric'
        ? await symmetricMirrors(tensors, size.width, filters)
        : options.mirrors;
    const shown = viewsOf({ mirrors, shifts });
    const total = tensors.length * shown.length;
    let done = 0;
    for (const tensor of tensors) {
      for (const view of shown) {
        fit.add(await filters.run(seen(tensor, size.width, view)));
        onStep({ stage: 'statistics', done: ++done, total });
      }
    }
    return shown.length;
  });
  const shrink = options.shrink ?? shrinkFor(tensors.length * views);
  const model = writeModel(anomalyGraph(size, whitening, fit.finish(shrink), options.reach));
  onStep({ stage: 'model', done: 1, total: 1 });
  return { model, kept: whitening.kept, views, shrink };
}

async function fitWhitening(
  tensors: readonly Float32Array[],
  size: { readonly width: number; readonly height: number },
  positions: number,
  variance: number,
  most: number,
  engine: Engine,
  onStep: (step: FitStep) => void,
): Promise<Whitening> {
  const fit = createWhiteningFit(featureChannels);
  const chosen = tensors.filter((_, i) => i % Math.ceil(tensors.length / 64) === 0);
  // An odd stride and another start in each picture, so that no column of the grid is left out.
  const stride = Math.max(1, Math.floor((chosen.length * positions) / whiteningVectors)) | 1;
  await withModel(engine, writeModel(featureGraph(size)), async (filters) => {
    for (const [i, tensor] of chosen.entries()) {
      fit.add(await filters.run(tensor), positions, i % stride, stride);
      onStep({ stage: 'filters', done: i + 1, total: chosen.length });
    }
  });
  return fit.finish(variance, most);
}

export async function withModel<T>(
  engine: Engine,
  model: Uint8Array,
  use: (loaded: LoadedModel) => Promise<T>,
): Promise<T> {
  const loaded = await engine.load(model);
  try {
    return await use(loaded);
  } finally {
    await loaded.dispose();
  }
}
