import { describe, expect, test } from 'vitest';
import { recipes } from './recipe.ts';
import { bestOf, defaultSpace, namedSets, searchSchema, seedTrials, spreadOf, trialsOf } from './search.ts';

const search = (trials: number) => searchSchema.parse({ format: 1, trials, space: defaultSpace });

describe('a search', () => {
  test('draws what follows from the number of a trial alone, each from a seed of its own', () => {
    const trials = trialsOf(recipes.quick, search(20));
    expect(trialsOf(recipes.quick, search(5))).toEqual(trials.slice(0, 5));
    expect(new Set(trials.map(({ recipe }) => recipe.seed)).size).toBe(20);
    for (const { recipe } of trials) {
      expect(recipe.rate).toBeGreaterThanOrEqual(1e-3);
      expect(recipe.rate).toBeLessThanOrEqual(1e-2);
      expect([16, 32, 64]).toContain(recipe.batch);
      expect(recipe.epochs).toBe(recipes.quick.epochs);
    }
    expect(trials.filter(({ recipe }) => recipe.rate < 10 ** -2.5).length).toBeGreaterThan(4);
  });

  test('has three named sets for each of two earlier systems', () => {
    const trials = trialsOf(recipes.casting, namedSets['casting']!);
    expect(
      trials.map(({ recipe }) => [
        recipe.rate,
        ...recipe.layers.flatMap((layer) => (layer.op === 'conv' ? [`${layer.filters}@${layer.side}`] : [])),
      ]),
    ).toEqual([
      [0.001, '16@3', '32@3', '64@3'],
      [0.0005, '32@3', '64@3', '128@3'],
      [0.001, '32@5', '64@5', '128@5'],
    ]);
    expect(trialsOf(recipes.mnist, namedSets['mnist']!).map(({ recipe }) => recipe.rate)).toEqual([
      0.001, 0.0015, 0.006,
    ]);
  });

  test.each([
    [{ space: { rat: { of: [1] } }, trials: 1 }, 'rat'],
    [{ space: { rate: { low: 2, high: 1 } }, trials: 1 }, 'low must not exceed high'],
    [{ space: { rate: { low: 0, high: 1, scale: 'log' } }, trials: 1 }, 'above 0'],
    [{ sets: [] }, 'sets'],
  ])('%j is none', (change, message) => {
    const { error } = searchSchema.safeParse({ format: 1, ...change });
    expect(JSON.stringify(error?.issues)).toContain(message);
  });

  test('refuses a change that makes no recipe', () => {
    const wrong = searchSchema.parse({ format: 1, sets: [{ name: 'x', change: { rate: -1 } }] });
    expect(() => trialsOf(recipes.quick, wrong)).toThrow('rate');
  });
});

test('the best is right most often, and among equals surest', () => {
  const score = (accuracy: number, loss: number) => ({ accuracy, loss });
  expect(bestOf([score(0.9, 0.1), score(0.95, 0.4), score(0.95, 0.3), score(0.95, 0.3)])).toBe(2);
});

test('seeds follow each other; their spread is that of a sample', () => {
  expect(seedTrials(recipes.quick, 3).map(({ recipe }) => recipe.seed)).toEqual([1, 2, 3]);
  expect(seedTrials({ ...recipes.quick, seed: 0xffff_ffff }, 2).map(({ name }) => name)).toEqual([
    'seed 4294967295',
    'seed 0',
  ]);
  expect(spreadOf([1, 2, 6])).toEqual({ least: 1, most: 6, mean: 3, deviation: Math.sqrt(7) });
  expect(spreadOf([4])).toEqual({ least: 4, most: 4, mean: 4, deviation: 0 });
});
