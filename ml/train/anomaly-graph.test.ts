import { describe, expect, it } from 'vitest';
import { checkModel } from '../onnx/gate.ts';
import { writeModel } from '../onnx/write.ts';
import { createRandom } from '../demo/random.ts';
import { anomalyGraph, featureGraph, whitenedGraph } from './anomaly-graph.ts';
import { testEngine } from './engine.fixture.ts';
import { cosineKernels, featureChannels, gaussianTaps } from './features.ts';
import { withModel } from './fit-tensors.ts';
import type { Gaussians } from './position-gaussians.ts';
import type { Whitening } from './whitening.ts';

const size = { width: 40, height: 32 };
const [w, h] = [10, 8];
const random = createRandom(5);
const some = (count: number, low = -1, high = 1): Float32Array =>
  Float32Array.from({ length: count }, () => random.between(low, high));
const pixels = some(size.width * size.height);
const run = (model: Uint8Array): Promise<Float32Array> =>
  withModel(testEngine(size), model, async (loaded) => (await loaded.run(pixels)).slice());

describe('featureGraph', () => {
  it('has 14 cosine kernels of unit norm and no mean', () => {
    const { count, data } = cosineKernels();
    expect(count).toBe(14);
    for (let k = 0; k < count; k++) {
      const kernel = data.subarray(49 * k, 49 * k + 49);
      expect(Math.hypot(...kernel)).toBeCloseTo(1, 6);
      expect(kernel.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 6);
    }
  });

  it('pools mean, waves and sizes of the finest scale over cells of 4 × 4', async () => {
    const features = await run(writeModel(featureGraph(size)));
    expect(features.length).toBe(featureChannels * w * h);
    const at = (x: number, y: number): number => pixels[y * size.width + x]!;
    const { data } = cosineKernels();
    const [cx, cy, kernel] = [5, 4, 3];
    const waves: number[] = [];
    const means: number[] = [];
    const taps = gaussianTaps(2, 6);
    for (let y = 4 * cy; y < 4 * cy + 4; y++) {
      for (let x = 4 * cx; x < 4 * cx + 4; x++) {
        let wave = 0;
        for (let j = 0; j < 49; j++)
          wave += data[49 * kernel + j]! * at(x + (j % 7) - 3, y + Math.floor(j / 7) - 3);
        waves.push(wave);
        let mean = 0;
        for (let j = 0; j < 169; j++)
          mean +=
            taps[j % 13]! * taps[Math.floor(j / 13)]! * at(x + (j % 13) - 6, y + Math.floor(j / 13) - 6);
        means.push(mean);
      }
    }
    const channel = (c: number): number => features[c * w * h + cy * w + cx]!;
    const average = (values: number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(channel(0)).toBeCloseTo(average(means), 5);
    expect(channel(2 + kernel)).toBeCloseTo(average(waves), 5);
    expect(channel(2 + 14 + kernel)).toBeCloseTo(Math.max(...waves.map(Math.abs)), 5);
  });
});

describe('anomalyGraph', () => {
  const kept = 3;
  const whitening: Whitening = { kept, weights: some(kept * featureChannels), bias: some(kept) };
  const gaussians: Gaussians = { means: some(w * h * kept), inverseRoots: some(w * h * kept * kept) };

  it.each([0, 1, 2])(
    'compares each feature with what is normal at the positions about it (reach %i)',
    async (reach) => {
      const z = await run(writeModel(whitenedGraph(size, whitening)));
      const distance = (feature: number, position: number): number => {
        let sum = 0;
        for (let i = 0; i < kept; i++) {
          let root = 0;
          for (let j = 0; j < kept; j++) {
            root +=
              gaussians.inverseRoots[(position * kept + i) * kept + j]! *
              (z[j * w * h + feature]! - gaussians.means[position * kept + j]!);
          }
          sum += root * root;
        }
        return Math.sqrt(sum / kept);
      };
      const nearest = (x: number, y: number): number => {
        let least = Infinity;
        for (let py = Math.max(0, y - reach); py <= Math.min(h - 1, y + reach); py++) {
          for (let px = Math.max(0, x - reach); px <= Math.min(w - 1, x + reach); px++)
            least = Math.min(least, distance(y * w + x, py * w + px));
        }
        return least;
      };
      const mirrored = (i: number, n: number): number => (i < 0 ? -i : i >= n ? 2 * n - 2 - i : i);
      const taps = gaussianTaps(0.8, 2);
      const blurred = (x: number, y: number): number => {
        let sum = 0;
        for (let j = 0; j < 25; j++)
          sum +=
            taps[j % 5]! *
            taps[Math.floor(j / 5)]! *
            nearest(mirrored(x + (j % 5) - 2, w), mirrored(y + Math.floor(j / 5) - 2, h));
        return sum;
      };
      const raw = Array.from({ length: w * h }, (_, i) => blurred(i % w, Math.floor(i / w)));
      const expected = raw.map((value, i) => {
        const near = raw.filter(
          (_, j) => Math.abs((j % w) - (i % w)) <= 6 && Math.abs(Math.floor(j / w) - Math.floor(i / w)) <= 6,
        );
        return value * (value / Math.max(...near)) ** 2;
      });
      const map = await run(writeModel(anomalyGraph(size, whitening, gaussians, reach)));
      expect(map.length).toBe(w * h);
      map.forEach((value, i) => expect(Math.abs(value - expected[i]!) / expected[i]!).toBeLessThan(1e-3));
    },
  );

  it('passes the static gate of packages', () => {
    expect(checkModel(writeModel(anomalyGraph(size, whitening, gaussians, 1)))).toEqual([]);
  });
});
