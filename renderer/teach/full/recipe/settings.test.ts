import { expect, test } from 'vitest';
import { recipes } from '../../../../ml/train/recipe.ts';
import type { RunRecipe } from '../../../../ml/train/run-recipe.ts';
import { checkRecipe, withChanges } from './settings.ts';

const quick: RunRecipe = recipes.quick;
const problems = (changes: Record<string, string>) => checkRecipe(withChanges(quick, changes)).problems;

test('a value among a few says which', () => {
  expect(problems({ turns: '2' })).toEqual({ turns: 'one of 1, 4' });
});

test('what was typed takes the place of what the recipe had, and the recipe stays as it was', () => {
  const changed = withChanges(quick, {
    rate: '0.01',
    'input.width': '64',
    balanced: 'off',
    layers: '[{"op":"flatten"}]',
    'augmentation.rotation.degrees': '5',
    'augmentation.mirror': 'off',
    'augmentation.noise': 'on',
    'augmentation.noise.levels': '3',
    'augmentation.blur.deviation': '2',
    'no.such.place': '1',
  });
  expect(changed).toMatchObject({
    rate: 0.01,
    input: { width: 64, height: 128 },
    balanced: false,
    layers: [{ op: 'flatten' }],
    augmentation: { rotation: { degrees: 5 }, noise: { probability: 0.3, levels: 3 } },
  });
  const { augmentation } = changed as { readonly augmentation: object };
  // A value of a kind that is off has no place.
  expect(Object.keys(augmentation)).not.toContain('blur');
  expect(Object.keys(augmentation)).not.toContain('mirror');
  expect(changed).not.toHaveProperty('no');
  expect(recipes.quick.rate).toBe(0.003);
});

test('what cannot be used is said at its field, in words', () => {
  expect(problems({})).toBeNull();
  expect(problems({ epochs: '2.5', batch: '0', rate: '2', decay: 'much', validation: '' })).toEqual({
    epochs: 'a whole number',
    batch: 'at least 1',
    rate: 'at most 1',
    decay: 'needs a number',
    validation: 'needs a number',
  });
  expect(problems({ std: '0' })).toEqual({ std: 'more than 0' });
  expect(problems({ 'augmentation.rotation.degrees': '200' })).toEqual({
    'augmentation.rotation.degrees': 'at most 180',
  });
});

test('layers that are no JSON, no layers, or do not fit one after the other are said at the layers', () => {
  expect(Object.keys(problems({ layers: '[{' }) ?? {})).toEqual(['layers']);
  expect(problems({ layers: '[{"op":"conv","filters":0,"side":3}]' })).toEqual({
    layers: '0.filters: at least 1',
  });
  expect(problems({ layers: '[{"op":"flatten"},{"op":"norm"}]' })?.['layers']).toMatch(
    /^layer 1: norm needs a picture/,
  );
});
