import { expect, it } from 'vitest';
import { createRandom } from '../demo/random.ts';
import { symmetricMirrors } from './symmetry.ts';

const [width, height] = [6, 4];
const asItIs = { run: async (pixels: Float32Array) => pixels, dispose: async () => undefined };
/** Noise about what `normal` says of each place. */
function pictures(count: number, normal: (x: number, y: number) => number): Float32Array[] {
  const random = createRandom(7);
  return Array.from({ length: count }, () =>
    Float32Array.from(
      { length: width * height },
      (_, at) => normal(at % width, Math.floor(at / width)) + random.between(-1, 1),
    ),
  );
}

it('finds the mirrors in which good pieces look as they do without', async () => {
  const found = (normal: (x: number, y: number) => number, count = 200) =>
    symmetricMirrors(pictures(count, normal), width, asItIs);
  expect(await found(() => 0)).toBe('both');
  expect(await found((x) => 0.5 * x)).toBe('vertical');
  expect(await found((_, y) => 0.5 * y)).toBe('horizontal');
  expect(await found((x, y) => 0.5 * (x + y))).toBe('none');
  expect(await found((x, y) => (x === 0 && y === 0 ? 9 : 0))).toBe('none');
  // Symmetric, however uneven.
  expect(await found((x) => Math.abs(x - 2.5))).toBe('both');
  expect(await found((x) => 0.5 * x, 8)).toBe('vertical');
});
