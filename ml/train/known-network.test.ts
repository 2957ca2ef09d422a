import { describe, expect, test } from 'vitest';
import { readWeights } from '../onnx/read-weights.ts';
import { writeModel } from '../onnx/write.ts';
import { carryOver, readNetwork } from './known-network.ts';
import { networkGraph } from './network-graph.ts';
import { initialWeights } from './network.ts';
import { recipeBlock, recipeOfCard } from './recipe-text.ts';
import { classifierRecipe, recipes } from './recipe.ts';

const networkOf = (name: keyof typeof recipes, classes: number) =>
  classifierRecipe(recipes[name], classes).network;

describe('weights of a package', () => {
  test.each(Object.keys(recipes) as (keyof typeof recipes)[])('of %s come back as they were', (name) => {
    const network = networkOf(name, 3);
    const weights = initialWeights(network, 7);
    expect(readNetwork(writeModel(networkGraph(network, weights)), network, 1)).toEqual(weights);
  });

  test('of another network are none', () => {
    const network = networkOf('quick', 2);
    const model = writeModel(networkGraph(network, initialWeights(network, 7), 4));
    expect(readNetwork(model, network, 4)).not.toBeNull();
    expect(readNetwork(model, network, 1)).toBeNull();
    expect(readNetwork(model, networkOf('quick', 3), 4)).toBeNull();
    expect(readNetwork(model, networkOf('thorough', 2), 4)).toBeNull();
  });

  test('are read with their shapes', () => {
    const weights = readWeights(
      writeModel(networkGraph(networkOf('mnist', 10), initialWeights(networkOf('mnist', 10), 1))),
    );
    expect(weights.get('0-conv/kernel')?.dims).toEqual([16, 1, 3, 3]);
    expect(weights.get('0-conv/kernel')?.values.length).toBe(144);
  });
});

test('what is known of a class is kept under its name; a new class begins fresh', () => {
  const network = (classes: number) =>
    ({
      input: { width: 1, height: 1, channels: 1 },
      layers: [{ op: 'summary' }, { op: 'dense', units: classes }],
    }) as const;
  const weights = { '1-dense/kernel': Float32Array.of(1, 2, 3, 4), '1-dense/bias': Float32Array.of(5, 6) };
  const fresh = initialWeights(network(3), 9)['1-dense/kernel']!;
  const { '1-dense/kernel': kernel, '1-dense/bias': bias } = carryOver(
    network(3),
    weights,
    ['a', 'b'],
    ['b', 'new', 'a'],
    9,
  );
  expect(kernel).toEqual(Float32Array.of(2, fresh[1]!, 1, 4, fresh[4]!, 3));
  expect(bias).toEqual(Float32Array.of(6, 0, 5));
});

test('a recipe is read from the card that holds it', () => {
  const card = `# a\n\n\`\`\`json\n{"other": 1}\n\`\`\`\n\n${recipeBlock(recipes.mnist)}\n`;
  expect(recipeOfCard(card)).toEqual(recipes.mnist);
  expect(recipeOfCard('# none\n```json\n{"a"\n```\n')).toBeNull();
});
