import { ints, type GraphBuilder } from './graph-builder.ts';

/**
 * Fixed texture features, nothing learnt (recipe d+): at three scales the local mean, the local deviation and 14 cosine filters, each signed
 * and by size, all on one grid of cells of 4 × 4 pixels. 90 channels.
 */
export const featureChannels = 90;
export const cell = 4;

const kernelSize = 7;

/** The 7 × 7 cosine (DCT-II) kernels with 0 < u + v ≤ 4, of unit norm: [14, 1, 7, 7]. */
export function cosineKernels(): { count: number; data: Float32Array } {
  const kernels: number[][] = [];
  const wave = (frequency: number, i: number): number =>
    Math.cos((Math.PI * frequency * (i + 0.5)) / kernelSize);
  for (let u = 0; u <= 4; u++) {
    for (let v = u === 0 ? 1 : 0; u + v <= 4; v++) {
      const kernel = Array.from(
        { length: kernelSize ** 2 },
        (_, i) => wave(u, Math.floor(i / kernelSize)) * wave(v, i % kernelSize),
      );
      const norm = Math.hypot(...kernel);
      kernels.push(kernel.map((x) => x / norm));
    }
  }
  return { count: kernels.length, data: Float32Array.from(kernels.flat()) };
}

/** A Gaussian of `2 · radius + 1` taps that sum to 1. */
export function gaussianTaps(sigma: number, radius: number): Float32Array {
  const taps = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return Float32Array.from(taps, (tap) => tap / sum);
}

/** Adds the features of `input` [1, 1, H, W] to a graph; H and W are multiples of 4. Answers the tensor [1, 90, H / 4, W / 4]. */
export function addFeatures(builder: GraphBuilder, input: string): string {
  const channels: string[] = [];
  let picture = input;
  for (let pool = cell; pool >= 1; pool /= 2) {
    channels.push(...addScale(builder, picture, pool));
    if (pool > 1) picture = halve(builder, picture);
  }
  return builder.node('Concat', channels, { axis: { int: 1 } }, 'features');
}

function addScale(builder: GraphBuilder, picture: string, pool: number): string[] {
  const mean = blur(builder, picture);
  const squares = blur(builder, builder.node('Mul', [picture, picture]));
  const variance = builder.node('Sub', [squares, builder.node('Mul', [mean, mean])]);
  // The floor keeps the root steady where a patch is flat: there rounding alone would decide the deviation.
  const floor = builder.floats('variance-floor', [], Float32Array.of(1e-4));
  const deviation = builder.node('Sqrt', [builder.node('Max', [variance, floor])]);
  const { count, data } = cosineKernels();
  const kernels = builder.floats('cosine-kernels', [count, 1, kernelSize, kernelSize], data);
  const waves = builder.node('Conv', [builder.pad(picture, 3, 'reflect'), kernels]);
  const sizes = builder.node('Abs', [waves]);
  if (pool === 1) return [mean, deviation, waves, sizes];
  const shape = { kernel_shape: ints(pool, pool), strides: ints(pool, pool) };
  const average = (tensor: string): string => builder.node('AveragePool', [tensor], shape);
  return [average(mean), average(deviation), average(waves), builder.node('MaxPool', [sizes], shape)];
}

/** Gaussian of sigma 2, rows then columns. */
function blur(builder: GraphBuilder, picture: string): string {
  const taps = gaussianTaps(2, 6);
  const rows = builder.floats('blur-rows', [1, 1, 1, 13], taps);
  const columns = builder.floats('blur-columns', [1, 1, 13, 1], taps);
  return builder.node('Conv', [builder.node('Conv', [builder.pad(picture, 6, 'reflect'), rows]), columns]);
}

/** The next coarser scale: binomial blur, every second pixel (Burt and Adelson's pyramid). */
function halve(builder: GraphBuilder, picture: string): string {
  const taps = [1, 4, 6, 4, 1];
  const data = Float32Array.from(taps.flatMap((a) => taps.map((b) => (a * b) / 256)));
  const kernel = builder.floats('halve', [1, 1, 5, 5], data);
  return builder.node('Conv', [builder.pad(picture, 2, 'reflect'), kernel], { strides: ints(2, 2) });
}
