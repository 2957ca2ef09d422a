import { describe, expect, test } from 'vitest';
import { createRandom } from '../demo/random.ts';
import { platt } from './platt.ts';
import { calibrateLogits, calibrateWeights, fitTemperature } from './temperature.ts';

/** Mean cross entropy. */
function crossEntropy(logits: Float32Array, labels: Uint8Array, classes: number): number {
  let sum = 0;
  for (const [i, label] of labels.entries()) {
    const row = [...logits.subarray(i * classes, (i + 1) * classes)];
    sum += Math.log(row.reduce((total, z) => total + Math.exp(z), 0)) - row[label]!;
  }
  return sum / labels.length;
}

describe('temperature and biases', () => {
  const random = createRandom(3);
  const labels = Uint8Array.from({ length: 3000 }, () => random.below(3));
  /** Honest logits of a three-way choice: what was drawn follows them. */
  const honest = new Float32Array(9000);
  for (let i = 0; i < 3000; i++) {
    for (let k = 0; k < 3; k++) honest[3 * i + k] = 4 * random.next();
    const powers = [0, 1, 2].map((k) => Math.exp(honest[3 * i + k]!));
    let left = random.next() * powers.reduce((sum, one) => sum + one, 0);
    labels[i] = powers.findIndex((one) => (left -= one) < 0);
  }

  test('undo what made honest answers too sure and partial', () => {
    const loud = honest.map((z, i) => 3 * z + [0, 1.5, -3][i % 3]!);
    const { scale, bias } = fitTemperature(loud, labels, 3);
    expect(scale).toBeCloseTo(1 / 3, 1);
    expect(bias[1]! - bias[0]!).toBeCloseTo(-0.5, 0);
    expect(bias[2]! - bias[0]!).toBeCloseTo(1, 0);
    const [before, after, best] = [loud, calibrateLogits(loud, { scale, bias }), honest].map((logits) =>
      crossEntropy(logits, labels, 3),
    );
    expect(after!).toBeLessThan(before! - 0.2);
    expect(after!).toBeLessThan(best! + 0.005);
  });

  test('stay finite for answers in perfect order, and are Platt’s for two classes', () => {
    const two = Uint8Array.from({ length: 60 }, (_, i) => i % 2);
    const logits = Float32Array.from(
      { length: 120 },
      (_, i) => (i % 2 === two[i >> 1]! ? 2 : -2) + (i % 7) / 10,
    );
    const { scale, bias } = fitTemperature(logits, two, 2);
    const odds = [...two.keys()].map((i) => logits[2 * i + 1]! - logits[2 * i]!);
    const { a, b } = platt(odds, [...two].map(Boolean));
    expect(scale).toBeCloseTo(a, 1);
    expect(bias[1]! - bias[0]!).toBeCloseTo(b, 1);
  });

  test('change nothing without a picture', () => {
    const { scale, bias } = fitTemperature(new Float32Array(), new Uint8Array(), 3);
    expect([scale, ...bias]).toEqual([1, 0, 0, 0]);
  });

  test('leave ten classes in perfect order as sure as so many pictures allow', () => {
    const ten = Uint8Array.from({ length: 3000 }, (_, i) => i % 10);
    const logits = Float32Array.from({ length: 30_000 }, (_, i) =>
      i % 10 === ten[Math.floor(i / 10)]! ? 9 : 0,
    );
    const calibrated = calibrateLogits(logits, fitTemperature(logits, ten, 10));
    // 301 of 302 for each class of 300.
    expect(Math.exp(-crossEntropy(calibrated, ten, 10))).toBeCloseTo(301 / 302, 4);
  });

  test('change nothing where the answers are upside down', () => {
    const wrong = Float32Array.from({ length: 40 }, (_, i) => (i % 2 === (i >> 1) % 2 ? -1 : 1));
    const { scale, bias } = fitTemperature(
      wrong,
      Uint8Array.from({ length: 20 }, (_, i) => i % 2),
      2,
    );
    expect([scale, ...bias]).toEqual([1, 0, 0]);
  });

  test('go into the last layer', () => {
    const network = {
      input: { width: 1, height: 1, channels: 1 },
      layers: [{ op: 'summary' }, { op: 'dense', units: 2 }],
    } as const;
    const weights = { '1-dense/kernel': Float32Array.of(1, 2, 3, 4), '1-dense/bias': Float32Array.of(5, 6) };
    expect(calibrateWeights(network, weights, { scale: 2, bias: [1, -1] })).toEqual({
      '1-dense/kernel': Float32Array.of(2, 4, 6, 8),
      '1-dense/bias': Float32Array.of(11, 11),
    });
    expect(() => calibrateWeights(network, weights, { scale: 1, bias: [0] })).toThrow('end in 1 classes');
  });
});
