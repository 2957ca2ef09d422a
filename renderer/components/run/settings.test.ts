import { expect, test } from 'vitest';
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
  for (const recipe of Object.values(recipes))
    for (const { path } of settingsOf(recipe)) expect(settingWord(path)).not.toBe(path);
});
