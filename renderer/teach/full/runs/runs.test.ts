import { expect, test } from 'vitest';
import { recipes } from '../../../../ml/train/recipe.ts';
import { sampleDetail, sampleRun } from '../run.fixture.ts';
import { cellText, columns, compareFigures, compareParameters, sortRuns } from './runs.ts';

const runs = [
  sampleRun('20261121-160000-aaaa', { name: 'b', figures: { accuracy: 0.9, escapes: 10 } }),
  sampleRun('20261121-160000-bbbb', { name: 'a', figures: {} }),
  sampleRun('20261121-160000-cccc', { name: 'c', figures: { accuracy: 0.95, escapes: 9 } }),
];
const names = (order: { key: string; down: boolean }) =>
  sortRuns(runs, order)
    .map(({ name }) => name)
    .join('');

test('runs are sorted by any column, numbers as numbers, and those without a value come last either way', () => {
  expect(names({ key: 'name', down: false })).toBe('abc');
  expect(names({ key: 'escapes', down: false })).toBe('cba');
  expect(names({ key: 'escapes', down: true })).toBe('bca');
  expect(names({ key: 'accuracy', down: true })).toBe('cba');
  expect(names({ key: 'recipe', down: true })).toBe('bac');
});

test('a cell says a figure short, a duration in words, and nothing where there is nothing', () => {
  const text = (key: string) =>
    cellText(
      columns.find((column) => column.key === key)!,
      runs[0]!,
    );
  expect([text('accuracy'), text('auroc'), text('took'), text('escapes')]).toEqual([
    '0.9',
    '',
    '1 min 1 s',
    '10',
  ]);
});

test('parameters side by side: what differs first, marked', () => {
  const changed = { ...recipes.quick, epochs: 3, augmentation: { ...recipes.quick.augmentation } };
  delete changed.augmentation.mirror;
  const rows = compareParameters([
    sampleDetail(runs[0]!),
    sampleDetail({ ...runs[2]!, seed: 9 }, { recipe: changed }),
  ]);
  const differing = rows.filter(({ differs }) => differs);
  expect(rows.slice(0, differing.length)).toEqual(differing);
  expect(differing).toEqual([
    { name: 'Seed', values: ['1', '9'], differs: true },
    { name: 'Epochs', values: ['20', '3'], differs: true },
    { name: 'Mirror, left to right', values: ['0.5', ''], differs: true },
    { name: 'Mirror, top to bottom', values: ['0', ''], differs: true },
  ]);
  expect(rows.find(({ name }) => name === 'Highest learning rate')?.differs).toBe(false);
});

test('figures side by side', () => {
  expect(compareFigures([sampleDetail(runs[0]!), sampleDetail(runs[1]!)])).toEqual([
    { name: 'Accuracy', values: ['0.9', ''], differs: true },
    { name: 'Escapes', values: ['10', ''], differs: true },
  ]);
});
