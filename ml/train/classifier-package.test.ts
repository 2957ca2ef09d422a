import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { writeModel } from '../onnx/write.ts';
import { packageDigest } from '../package/files.ts';
import { plainBatch } from './batches.ts';
import { classifierCard } from './classifier-card.ts';
import { classifierInput, classifierManifest } from './classifier-package.ts';
import { networkGraph } from './network-graph.ts';
import { initialWeights } from './network.ts';
import { classifierRecipe, recipes, type Recipe } from './recipe.ts';

const classes = [
  { name: 'bent', verdict: 'defect' },
  { name: 'ok', verdict: 'pass' },
] as const;
const facts = { name: 'a', version: 1, created: '2026-01-01T00:00:00Z', by: 'a test', classes: [...classes] };

function digestOf(recipe: Recipe): string {
  const { network } = classifierRecipe(recipe, 2);
  const logits = Float32Array.from({ length: 40 }, (_, i) => ((i >> 1) % 2 === i % 2 ? 2 : -2));
  const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 2);
  const { manifest } = classifierManifest(recipe, facts, { logits, labels }, { missed: 0.2, rejected: 0.2 });
  const encode = (text: string) => new TextEncoder().encode(text);
  const sizes = { train: 1, valid: 20, test: 0 };
  const files = new Map([
    ['model.onnx', writeModel(networkGraph(network, initialWeights(network, 1)))],
    ['model.json', encode(JSON.stringify(manifest))],
    ['card.md', encode(classifierCard({ manifest, recipe, engine: 'a test', sizes, notes: [] }))],
  ]);
  return packageDigest(files, (bytes) => createHash('sha256').update(bytes).digest('hex'));
}

describe('how pixels become numbers is said once, in the recipe', () => {
  const recipe = recipes.casting;
  const other = { ...recipe, mean: recipe.mean + 1 };

  test('training and the package take it from there', () => {
    const pixels = new Uint8Array(128 * 128).fill(129);
    const fed = (some: Recipe) => plainBatch(classifierRecipe(some, 2), { pixels }, Int32Array.of(0))[0];
    expect([fed(recipe), fed(other)]).toEqual([1 / 64, 0]);
    const { mean, std } = classifierInput(other);
    expect([mean, std]).toEqual([[129], [64]]);
  });

  test('another constant is another package', () => {
    expect(digestOf({ ...recipe })).toBe(digestOf(recipe));
    expect(digestOf(other)).not.toBe(digestOf(recipe));
    expect(digestOf({ ...recipe, std: 65 })).not.toBe(digestOf(recipe));
    expect(digestOf({ ...recipe, input: { ...recipe.input, width: 64 } })).not.toBe(digestOf(recipe));
  });
});
