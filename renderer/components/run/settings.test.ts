import { expect, test } from 'vitest';
import { recipes as anomalyRecipes } from '../../../ml/train/anomaly.ts';
import { recipes } from '../../../ml/train/recipe.ts';
import { settingWord } from './setting-words.ts';
import { settingsOf } from './settings.ts';

test('every value of a recipe is a setting, but those that have a place of their own', () => {
  const settings = settingsOf(recipes.quick);
  expect(settings).toContainEqual({ path: 'input.width', kind: 'number', text: '128' });
  expect(settings).toContainEqual({ path: 'rate', kind: 'number', text: '0.003' });
  expect(settings).toContainEqual({ path: 'balanced', kind: 'switch', text: 'on' });
  expect(settings.find(({ path }) => path === 'layers')?.kind).toBe('json');
  const paths = settings.map(({ path }) => path);
  expect([paths[0], paths.at(-1)]).toEqual(['epochs', 'layers']);
  for (const path of ['format', 'name', 'task', 'seed']) expect(paths).not.toContain(path);
  expect(paths.filter((path) => path.startsWith('augmentation'))).toEqual([]);
});

test('every setting has words', () => {
  const said = Object.values(recipes).flatMap((recipe) => settingsOf(recipe).map(({ path }) => path));
  for (const path of [...said, ...Object.values(anomalyRecipes).flatMap(Object.keys)])
    expect(settingWord(path)).not.toBe(path);
});
