import { expect, test } from 'vitest';
import { recipes } from '../../../ml/train/recipe.ts';
import type { RunRecipe } from '../../../ml/train/run-recipe.ts';
import { defaultSpace, namedSets } from '../../../ml/train/search.ts';
import { emptyDraft, proposedName, readyOf, refusalOf, stepOf, type Draft } from './draft.ts';
import { sampleDataset } from './run.fixture.ts';

const dataset = sampleDataset();
const loose: RunRecipe = {
  ...{ format: 1, name: 'loose', task: 'anomaly', side: 256, align: 'never' },
  ...{ mirrors: 'both', shifts: true, reach: 1 },
  ...{ variance: 0.97, maxBytes: 30_000_000 },
};
const known = {
  ...{ datasets: [dataset], recipes: [...Object.values(recipes), loose], library: 'ready' as const },
};
const draft: Draft = { ...emptyDraft, dataset: dataset.hash, name: 'jaws' };

test('what is left as it comes is asked for by its name alone', () => {
  expect(readyOf(draft, known).start).toEqual({
    dataset: dataset.hash,
    recipe: 'quick',
    name: 'jaws',
    targets: { missed: 0.05, rejected: 0.05 },
  });
});

test('a changed recipe goes whole, under a name that says so, with seed, minutes and package', () => {
  const { start } = readyOf(
    {
      ...draft,
      changes: { quick: { epochs: '3' }, thorough: { epochs: '0' } },
      ...{ seed: '7', minutes: '0.5', from: 'f'.repeat(64), missed: '1' },
    },
    known,
  );
  expect(start).toMatchObject({
    recipe: { ...recipes.quick, epochs: 3, name: 'quick, changed' },
    ...{ seed: 7, minutes: 0.5, from: 'f'.repeat(64), targets: { missed: 0.01, rejected: 0.05 } },
  });
});

test('anomaly takes neither seed nor minutes nor a package to go on from', () => {
  const { start } = readyOf(
    { ...draft, task: 'anomaly', seed: '7', minutes: '3', from: 'f'.repeat(64) },
    { ...known, library: 'missing' },
  );
  expect(start).toEqual({
    ...{ dataset: dataset.hash, recipe: 'loose', name: 'jaws' },
    targets: { missed: 0.05, rejected: 0.05 },
  });
});

test('several trainings: from seeds, with drawn parameters, or with the sets that a recipe has', () => {
  const severalOf = (over: Partial<Draft>) => readyOf({ ...draft, ...over }, known).start?.several;
  expect(severalOf({})).toBeUndefined();
  expect(severalOf({ often: 'seeds', runs: '4' })).toEqual({ seeds: 4 });
  expect(severalOf({ often: 'search', runs: '5', seed: '9' })).toEqual({
    search: { format: 1, seed: 9, trials: 5, space: defaultSpace },
  });
  const mnist = { classify: 'mnist', anomaly: 'loose' };
  expect(severalOf({ often: 'sets', recipes: mnist })).toEqual({ search: namedSets['mnist'] });
  // A recipe without sets is trained once, and anomaly always is.
  expect(severalOf({ often: 'sets' })).toBeUndefined();
  expect(severalOf({ often: 'seeds', task: 'anomaly' })).toBeUndefined();
  const problems = (over: Partial<Draft>) => readyOf({ ...draft, ...over }, known).problems;
  expect(problems({ often: 'seeds', runs: '1' })).toEqual({ runs: 'A whole number from 2 to 50.' });
  expect(problems({ often: 'search', from: 'f'.repeat(64) })).toEqual({
    from: expect.stringContaining('fresh weights'),
  });
});

test('what is missing or cannot be used is said by field, and each field has its step', () => {
  const { start, problems } = readyOf(
    {
      ...{
        ...emptyDraft,
        dataset: null,
        name: 'Jaws!',
        seed: '-1',
        minutes: 'long',
        missed: '0',
        rejected: '',
      },
      changes: { quick: { rate: '5' } },
    },
    { ...known, library: 'missing' },
  );
  expect(start).toBeNull();
  expect(Object.keys(problems ?? {})).toEqual([
    ...['dataset', 'task', 'recipe.rate', 'name', 'seed', 'minutes', 'missed', 'rejected'],
  ]);
  expect(problems?.['recipe.rate']).toBe('at most 1');
  expect(['dataset', 'task', 'recipe.rate', 'name', 'seed'].map(stepOf)).toEqual([
    ...['dataset', 'task', 'task', 'minutes', 'minutes'],
  ]);
});

test('a dataset that cannot be trained on says why, by the task', () => {
  const [ok, dent] = dataset.classes;
  expect(refusalOf(dataset, 'classify')).toBeNull();
  expect(refusalOf(sampleDataset({ blocks: 27 }), 'anomaly')).toBe('27 findings block training.');
  expect(refusalOf(sampleDataset({ classes: [ok!] }), 'classify')).toMatch(/fewer than two classes/);
  expect(refusalOf(sampleDataset({ classes: [ok!] }), 'anomaly')).toBeNull();
  expect(refusalOf(sampleDataset({ classes: [dent!] }), 'anomaly')).toMatch(
    /No class of it means a good piece/,
  );
  expect(readyOf({ ...draft, dataset: 'e'.repeat(64) }, known).problems?.['dataset']).toMatch(
    /no longer there/,
  );
});

test('a name for the package is proposed from the dataset’s', () => {
  expect(proposedName('MT Free, 2026!')).toBe('mt-free-2026');
});
