import { describe, expect, test } from 'vitest';
import { createRandom } from '../demo/random.ts';
import { drawOrder, plainBatch, variedBatch } from './batches.ts';
import { classifierRecipe, recipes } from './recipe.ts';

describe('the pictures of an epoch', () => {
  // Class 0: pictures 0 to 89; class 1: 90 to 98; class 2: 99.
  const labels = Uint8Array.from({ length: 100 }, (_, i) => (i < 90 ? 0 : i < 99 ? 1 : 2));

  test('are all of them once, in an order that follows from the seed', () => {
    const order = drawOrder(labels, 3, false, createRandom(1));
    expect([...order].toSorted((a, b) => a - b)).toEqual([...labels.keys()]);
    expect(drawOrder(labels, 3, false, createRandom(1))).toEqual(order);
    expect(drawOrder(labels, 3, false, createRandom(2))).not.toEqual(order);
  });

  test('balanced: as many of every class, whatever its share; a class without pictures has none', () => {
    const order = drawOrder(labels, 4, true, createRandom(1));
    const counts = [0, 1, 2, 3].map((label) => order.filter((i) => labels[i] === label).length);
    expect(counts).toEqual([34, 33, 33, 0]);
    // Within a class each as often as the others, give or take one.
    expect(new Set(order.filter((i) => labels[i] === 0)).size).toBe(34);
    expect(new Set(order.filter((i) => labels[i] === 1)).size).toBe(9);
  });
});

test('a batch is normalised, and its labels give a little away', () => {
  const recipe = { ...classifierRecipe(recipes.quick, 2), augmentation: {} };
  const size = 128 * 128;
  const pixels = new Uint8Array(2 * size).fill(192, size);
  const some = { pixels, labels: Uint8Array.of(0, 1) };
  const [x, y] = variedBatch(recipe, some, Int32Array.of(1, 0), createRandom(1));
  expect([x[0], x[size], x.length]).toEqual([1, -2, 2 * size]);
  expect([...y].map((value) => Number(value.toFixed(4)))).toEqual([0.025, 0.975, 0.975, 0.025]);
  expect(plainBatch(recipe, some, Int32Array.of(1, 0))).toEqual(x);
});
