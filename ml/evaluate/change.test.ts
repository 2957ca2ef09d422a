import { expect, test } from 'vitest';
import { createRandom } from '../demo/random.ts';
import { manifestOf } from '../package/manifest.fixture.ts';
import { changed, changeInWords, usualChanges } from './change.ts';

const { input } = manifestOf({}, { width: 8, height: 8, mean: [100], std: [50] });
const grey = (level: number) => new Float32Array(64).fill((level - 100) / 50);

test('noise has its unit: sigma of the normalised input, and the grey levels that are', () => {
  const { input: mnist } = manifestOf({}, { scale: 1 / 255, mean: [0.1307], std: [0.3081] });
  expect(changeInWords({ kind: 'noise', sigma: 0.3 }, mnist)).toBe(
    'noise, sigma 0.3 of the normalised input (23.6 grey levels)',
  );
  const tensor = new Float32Array(40_000).fill(0.5);
  const noisy = changed(tensor, input, { kind: 'noise', sigma: 0.3 }, createRandom(1));
  const mean = noisy.reduce((sum, value) => sum + value, 0) / noisy.length;
  const deviation = Math.sqrt(noisy.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noisy.length);
  expect([mean, deviation]).toEqual([expect.closeTo(0.5, 2), expect.closeTo(0.3, 2)]);
  expect(changed(tensor, input, { kind: 'noise', sigma: 0.3 }, createRandom(1))).toEqual(noisy);
});

test('brightness is in grey levels, clipped as a camera would', () => {
  const random = createRandom(1);
  const by = (levels: number, level: number) =>
    (changed(grey(level), input, { kind: 'brightness', levels }, random)[0] ?? 0) * 50 + 100;
  expect([by(30, 100), by(-30, 100), by(30, 240), by(-30, 10)]).toEqual(
    [130, 70, 255, 0].map((level) => expect.closeTo(level, 3) as number),
  );
});

test('blur and JPEG leave an even picture as it is, and soften an edge', () => {
  const edge = Float32Array.from({ length: 64 }, (_, at) => (at % 8 < 4 ? -1 : 1));
  const random = createRandom(1);
  for (const change of [{ kind: 'blur', sigma: 1 } as const, { kind: 'jpeg', quality: 30 } as const]) {
    expect(changed(grey(120), input, change, random)[9]).toBeCloseTo(0.4, 1);
    expect(changed(edge, input, change, random)).not.toEqual(edge);
  }
  const soft = changed(edge, input, { kind: 'blur', sigma: 1 }, random);
  expect(soft[3]! + soft[4]!).toBeCloseTo(0, 5);
  expect(soft[3]).toBeGreaterThan(-0.6);
});

test('channels keep their place, in either layout', () => {
  const colour = { width: 2, height: 1, channels: 3, colour: 'rgb', mean: [0, 10, 20], std: [1, 2, 4] };
  const random = createRandom(1);
  const brighter = { kind: 'brightness', levels: 4 } as const;
  const planes = manifestOf({}, { ...colour, layout: 'nchw' }).input;
  expect([...changed(Float32Array.of(1, 2, 0, 0, 0, 0), planes, brighter, random)]).toEqual([
    5, 6, 2, 2, 1, 1,
  ]);
  const pixels = manifestOf({}, { ...colour, layout: 'nhwc' }).input;
  expect([...changed(Float32Array.of(1, 0, 0, 2, 0, 0), pixels, brighter, random)]).toEqual([
    5, 2, 1, 6, 2, 1,
  ]);
});

test('the usual table has every kind, each row in words of its own', () => {
  const words = usualChanges.map((change) => changeInWords(change, input));
  expect(new Set(words).size).toBe(usualChanges.length);
  expect(new Set(usualChanges.map(({ kind }) => kind)).size).toBe(4);
});
