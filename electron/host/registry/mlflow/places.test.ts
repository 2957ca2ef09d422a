import { expect, test } from 'vitest';
import { collectionOf, folderOf, sourceOf } from './places.ts';

const run = '0123456789abcdef'.repeat(2);

test('the three forms of a source that are followed', () => {
  expect(sourceOf(`models:/m-${run}`)).toEqual({ model: `m-${run}` });
  expect(sourceOf(`runs:/${run}/models/screw`)).toEqual({ run, folder: 'models/screw' });
  expect(sourceOf(`mlflow-artifacts:/7/${run}/artifacts/model`)).toEqual({ at: `7/${run}/artifacts/model` });
});

test.each([
  's3://bucket/x',
  'http://other/x',
  'https://other/x',
  'file:///etc/passwd',
  '/etc/passwd',
  'models:/loupe-sample/1',
  `models:/m-${run}/../x`,
  `runs:/${run}`,
  `runs:/${run}/../x`,
  `runs:/${run}/a/%2e%2e/x`,
  `mlflow-artifacts://other/7/${run}/artifacts/x`,
  `mlflow-artifacts:/7/${run}/artifacts/../../x`,
  `mlflow-artifacts:/7/${run}/x`,
  '',
])('%j is not followed', (source) => {
  expect(sourceOf(source)).toBeNull();
});

test('files that do not lie on the server itself are not looked for', () => {
  expect(folderOf(`mlflow-artifacts:/7/${run}/artifacts`)).toBe(`7/${run}/artifacts`);
  expect(folderOf(`mlflow-artifacts:/7/models/m-${run}/artifacts`)).toBe(`7/models/m-${run}/artifacts`);
  for (const uri of ['s3://b/7', `mlflow-artifacts:/7/${run}/artifacts/../x`, '/srv/mlflow', ''])
    expect(() => folderOf(uri)).toThrow('registry-refused');
});

test('experiments of ours by their names', () => {
  expect(collectionOf('loupe/inspect/st-1')).toBe('inspect/st-1');
  for (const name of ['Default', 'loupe', 'loupe/', 'loupe/../x', 'other/inspect', 'loupe/a/b/c/d'])
    expect(collectionOf(name)).toBeNull();
});
