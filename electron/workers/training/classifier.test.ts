import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../ml/demo/random.ts';
import { checkModel } from '../../../ml/onnx/gate.ts';
import { writeModel } from '../../../ml/onnx/write.ts';
import type { LabelledPictures } from '../../../ml/train/batches.ts';
import {
  classify,
  trainClassifier,
  type Checkpoint,
  type ClassifierRecipe,
  type TrainingStep,
} from '../../../ml/train/classifier.ts';
import { networkGraph } from '../../../ml/train/network-graph.ts';
import { parameterCount, type Network, type Weights } from '../../../ml/train/network.ts';
import { engine } from './engine.fixture.ts';

const network: Network = {
  input: { width: 12, height: 12, channels: 1 },
  layers: [
    { op: 'conv', filters: 4, side: 3 },
    { op: 'max-pool', side: 2 },
    { op: 'norm' },
    { op: 'relu' },
    { op: 'conv', filters: 6, side: 2, bias: true },
    { op: 'average-pool', side: 2 },
    { op: 'relu' },
    { op: 'summary' },
    { op: 'dropout', rate: 0.1 },
    { op: 'dense', units: 3 },
  ],
};
const recipe: ClassifierRecipe = {
  ...{ network, classes: 3, mean: 128, std: 64, epochs: 12, batch: 16, rate: 0.02, decay: 1e-3 },
  ...{ smoothing: 0.05, balanced: true, seed: 5 },
  augmentation: {
    mirror: { horizontal: 0.5, vertical: 0.5 },
    shift: { probability: 1, share: 0.05 },
    brightness: { probability: 1, levels: 10 },
  },
};

/** Noise; with a bright spot, with a bright bar, or with neither. */
function pictures(count: number, seed: number): LabelledPictures {
  const random = createRandom(seed);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
  const pixels = Uint8Array.from({ length: count * 144 }, () => 100 + random.below(40));
  for (const [i, label] of labels.entries()) {
    const at = i * 144 + 12 * (3 + random.below(5)) + 1 + random.below(3);
    const marks = label === 1 ? [0, 1, 12, 13] : label === 2 ? Array.from({ length: 8 }, (_, x) => x) : [];
    for (const mark of marks) pixels[at + mark] = 250;
  }
  return { pixels, labels };
}
/** Where in a batch of 12 × 12 pixels the value at a place comes from, when every picture is turned by a quarter. */
function quarterTurn(at: number): number {
  const [picture, y, x] = [Math.floor(at / 144), Math.floor((at % 144) / 12), at % 12];
  return 144 * picture + 12 * x + (11 - y);
}
/** Runs to the end. */
async function train(
  changed: Partial<ClassifierRecipe>,
  training: LabelledPictures,
  onStep: (step: TrainingStep) => void = () => {},
  resume?: Checkpoint,
): Promise<Weights> {
  const run = trainClassifier(engine!, { ...recipe, ...changed }, training, resume);
  for (;;) {
    const next = await run.next();
    if (next.done) return next.value;
    onStep(next.value);
  }
}
const hashOf = (weights: Weights) =>
  Object.values(weights)
    .reduce((hash, values) => hash.update(values), createHash('sha256'))
    .digest('hex');

describe.skipIf(engine === null)('a classifier', () => {
  const training = pictures(240, 1);
  const unseen = pictures(90, 2);

  test('learns, is exported, and the export answers as it does', async () => {
    const losses: number[] = [];
    const weights = await train({}, training, ({ loss }) => losses.push(loss));
    expect(losses.length).toBe(12 * 15);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
    const logits = await classify(engine!, recipe, weights, unseen);
    const answers = [...unseen.labels].map((_, i) => {
      const row = [...logits.subarray(3 * i, 3 * i + 3)];
      return row.indexOf(Math.max(...row));
    });
    const right = answers.filter((answer, i) => answer === unseen.labels[i]).length;
    expect(right).toBeGreaterThanOrEqual(86);

    const session = await ort.InferenceSession.create(writeModel(networkGraph(network, weights)));
    for (const i of unseen.labels.keys()) {
      const x = Float32Array.from(unseen.pixels.subarray(144 * i, 144 * (i + 1)), (v) => (v - 128) / 64);
      const { logits: answer } = await session.run({ pixels: new ort.Tensor('float32', x, [1, 1, 12, 12]) });
      for (const [k, value] of (answer!.data as Float32Array).entries())
        expect(Math.abs(value - logits[3 * i + k]!)).toBeLessThan(1e-4);
    }
    expect(engine!.tf.memory().numTensors).toBe(0);

    const around = await classify(engine!, { ...recipe, turns: 4 }, weights, unseen);
    const turned = { pixels: unseen.pixels.map((_, at) => unseen.pixels[quarterTurn(at)]!) };
    const aroundTurned = await classify(engine!, { ...recipe, turns: 4 }, weights, turned);
    const turning = await ort.InferenceSession.create(writeModel(networkGraph(network, weights, 4)));
    expect(checkModel(writeModel(networkGraph(network, weights, 4)))).toEqual([]);
    for (const i of unseen.labels.keys()) {
      const x = Float32Array.from(unseen.pixels.subarray(144 * i, 144 * (i + 1)), (v) => (v - 128) / 64);
      const { logits: answer } = await turning.run({ pixels: new ort.Tensor('float32', x, [1, 1, 12, 12]) });
      expect(answer!.dims).toEqual([1, 3]);
      for (const [k, value] of (answer!.data as Float32Array).entries()) {
        expect(Math.abs(value - around[3 * i + k]!)).toBeLessThan(1e-4);
        expect(Math.abs(value - aroundTurned[3 * i + k]!)).toBeLessThan(1e-4);
      }
    }
    expect(Math.max(...around.map((value, at) => Math.abs(value - logits[at]!)))).toBeGreaterThan(0.1);
  });

  test('the same seed gives the same weights, another seed others; a run taken up again ends where the whole one ends', async () => {
    const kept: Checkpoint[] = [];
    const whole = await train(
      { epochs: 4 },
      training,
      ({ checkpoint }) => checkpoint && kept.push(checkpoint),
    );
    expect(kept.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(hashOf(await train({ epochs: 4 }, training))).toBe(hashOf(whole));
    expect(hashOf(await train({ epochs: 4, seed: 6 }, training))).not.toBe(hashOf(whole));
    expect(hashOf(await train({ epochs: 4 }, training, undefined, kept[1]))).toBe(hashOf(whole));
  });

  test('stops when its numbers mean nothing', async () => {
    await expect(train({ rate: 1e30 }, training)).rejects.toThrow(
      /^Loss became (NaN|Infinity) at epoch \d+\. No package was made\. Lower the learning rate or check labels\.$/,
    );
  });

  test('stops when its loss falls below zero, which no cross entropy does', async () => {
    const { tf, kernels } = engine!;
    const turned = (...args: Parameters<typeof tf.losses.softmaxCrossEntropy>) =>
      tf.neg(tf.losses.softmaxCrossEntropy(...args));
    const losses = { value: { ...tf.losses, softmaxCrossEntropy: turned } };
    const wrong = Object.create(tf, { losses }) as typeof tf;
    const first = trainClassifier({ tf: wrong, kernels }, recipe, training).next();
    await expect(first).rejects.toThrow(/^Loss became -\d\.\d+ at epoch 1\. No package was made\./);
  });

  test('its size is known before it is trained', () => {
    expect(parameterCount(network)).toBe(4 * 9 + 2 * 4 + (4 * 6 * 4 + 6) + (12 * 3 + 3));
  });
});
