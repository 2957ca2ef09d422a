import type { GraphSpec } from '../onnx/write.ts';
import { addFeatures, cell, featureChannels, gaussianTaps } from './features.ts';
import { createGraphBuilder, ints, type GraphBuilder } from './graph-builder.ts';
import type { Gaussians } from './position-gaussians.ts';
import type { Whitening } from './whitening.ts';

export const anomalyTensors = {
  input: 'pixels',
  features: 'features',
  whitened: 'whitened',
  map: 'map',
} as const;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** [1, 1, H, W] → features [1, 90, h, w]. */
export function featureGraph(size: Size): GraphSpec {
  const builder = createGraphBuilder();
  addFeatures(builder, anomalyTensors.input);
  return finish(builder, 'features', size, anomalyTensors.features, featureChannels);
}

/** [1, 1, H, W] → whitened features [1, k, h, w]. */
export function whitenedGraph(size: Size, whitening: Whitening): GraphSpec {
  const builder = createGraphBuilder();
  addWhitened(builder, whitening);
  return finish(builder, 'whitened features', size, anomalyTensors.whitened, whitening.kept);
}

/**
 * [1, 1, H, W] → raw anomaly map [1, 1, h, w]: at each grid position the Mahalanobis distance, divided by √k, from what is normal there or
 * at one of the (2 · reach + 1)² positions about it, whichever is nearest; blurred a little.
 */
export function anomalyGraph(
  size: Size,
  whitening: Whitening,
  gaussians: Gaussians,
  reach: number,
): GraphSpec {
  const builder = createGraphBuilder();
  const whitened = addWhitened(builder, whitening);
  const { kept } = whitening;
  const [h, w] = [size.height / cell, size.width / cell];
  const positions = h * w;
  const side = 2 * reach + 1;
  const padded = reach === 0 ? whitened : builder.pad(whitened, reach, 'edge');
  const axes = builder.integers('spatial-axes', [2, 3]);
  const neighbours = Array.from({ length: side * side }, (_, i) => {
    const [y, x] = [Math.floor(i / side), i % side];
    const from = builder.integers(`from-${y}-${x}`, [y, x]);
    const to = builder.integers(`to-${y}-${x}`, [y + h, x + w]);
    return builder.node('Slice', [padded, from, to, axes]);
  });
  const stacked = builder.node('Concat', neighbours, { axis: { int: 0 } });
  const flat = builder.node('Reshape', [stacked, builder.integers('flat', [side * side, kept, positions])]);
  const byPosition = builder.node('Transpose', [flat], { perm: ints(2, 1, 0) });
  const away = builder.node('Sub', [
    byPosition,
    builder.floats('means', [positions, kept, 1], gaussians.means),
  ]);
  const scaled = builder.node('MatMul', [
    builder.floats('inverse-roots', [positions, kept, kept], gaussians.inverseRoots),
    away,
  ]);
  const distances = builder.node('ReduceMean', [builder.node('Mul', [scaled, scaled])], {
    axes: ints(1),
    keepdims: { int: 0 },
  });
  const least = leastOverNeighbours(builder, distances, { h, w }, reach);
  const map = builder.node('Reshape', [
    builder.node('Sqrt', [least]),
    builder.integers('map-shape', [1, 1, h, w]),
  ]);
  addMap(builder, map);
  return finish(builder, 'anomaly', size, anomalyTensors.map, 1);
}

/** Cells about a peak that it outshines. */
const peakReach = 6;

/**
 * Blurs the distances and narrows each peak: `raw · (raw / highest within 6 cells)²`. A coarse filter sees damage from far away; without this
 * a pit of 15 pixels lights a patch of 200. Peaks, and so the score of a picture, stay what they are.
 */
function addMap(builder: GraphBuilder, distances: string): void {
  const taps = gaussianTaps(0.8, 2);
  const kernel = Float32Array.from([...taps].flatMap((a) => [...taps].map((b) => a * b)));
  const smooth = builder.node('Conv', [
    builder.pad(distances, 2, 'reflect'),
    builder.floats('map-blur', [1, 1, 5, 5], kernel),
  ]);
  const size = 2 * peakReach + 1;
  const pads = ints(peakReach, peakReach, peakReach, peakReach);
  const peaks = builder.node('MaxPool', [smooth], {
    kernel_shape: ints(size, size),
    strides: ints(1, 1),
    pads,
  });
  // Distances of real pictures are about 1; the floor only keeps an exact 0 from being divided by itself.
  const divisor = builder.node('Max', [peaks, builder.floats('peak-floor', [], Float32Array.of(1e-6))]);
  const share = builder.node('Div', [smooth, divisor]);
  builder.node('Mul', [smooth, builder.node('Mul', [share, share])], undefined, anomalyTensors.map);
}

/**
 * `distances` [h · w, n] holds for each position the distance of its n neighbours' features from what is normal at that position. The answer
 * [1, 1, h, w] holds for each feature the least of them: entry d of position p belongs to the feature at p + d.
 */
function leastOverNeighbours(
  builder: GraphBuilder,
  distances: string,
  { h, w }: { h: number; w: number },
  reach: number,
): string {
  const side = 2 * reach + 1;
  const planes = builder.node('Transpose', [distances], { perm: ints(1, 0) });
  const grid = builder.node('Reshape', [planes, builder.integers('planes-shape', [1, side * side, h, w])]);
  if (reach === 0) return grid;
  const pads = builder.integers('pads-planes', [0, 0, reach, reach, 0, 0, reach, reach]);
  const beyond = builder.node('Pad', [grid, pads, builder.floats('beyond', [], Float32Array.of(1e12))], {
    mode: { string: 'constant' },
  });
  const axes = builder.integers('plane-axes', [1, 2, 3]);
  const shifted = Array.from({ length: side * side }, (_, i) => {
    const [y, x] = [2 * reach - Math.floor(i / side), 2 * reach - (i % side)];
    const from = builder.integers(`plane-${i}-from`, [i, y, x]);
    const to = builder.integers(`plane-${i}-to`, [i + 1, y + h, x + w]);
    return builder.node('Slice', [beyond, from, to, axes]);
  });
  const stacked = builder.node('Concat', shifted, { axis: { int: 1 } });
  return builder.node('ReduceMin', [stacked], { axes: ints(1), keepdims: { int: 1 } });
}

function addWhitened(builder: GraphBuilder, { kept, weights, bias }: Whitening): string {
  const features = addFeatures(builder, anomalyTensors.input);
  const matrix = builder.floats('whitening', [kept, featureChannels, 1, 1], weights);
  return builder.node(
    'Conv',
    [features, matrix, builder.floats('whitening-bias', [kept], bias)],
    undefined,
    anomalyTensors.whitened,
  );
}

function finish(
  builder: GraphBuilder,
  name: string,
  { width, height }: Size,
  output: string,
  channels: number,
): GraphSpec {
  return builder.graph(
    name,
    [{ name: anomalyTensors.input, type: 'float32', shape: [1, 1, height, width] }],
    [{ name: output, type: 'float32', shape: [1, channels, height / cell, width / cell] }],
  );
}
