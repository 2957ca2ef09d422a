import { expect, test } from 'vitest';
import { checks } from '../../../ml/dataset/check.ts';
import { findingTitle, keepsTogether, knownChecks } from './check-words.ts';

test('every check has its words, and no check is invented', () => {
  expect(knownChecks.toSorted()).toEqual(checks.map(({ name }) => name).toSorted());
});

test('a finding says how many, and of what', () => {
  expect(findingTitle({ check: 'same-picture-across-split', count: 27 })).toBe(
    '27 pictures in both train and test',
  );
  expect(findingTitle({ check: 'box-empty', count: 1 })).toBe('1 box without a size');
  expect(findingTitle({ check: 'licence', count: 1200 })).toBe('1,200 offenders of licence');
});

test('only checks across the split are mended by keeping pictures on one side', () => {
  expect(checks.map(({ name }) => name).filter(keepsTogether)).toEqual([
    'same-picture-across-split',
    'same-group-across-split',
    'copies-across-split',
    'near-duplicate-across-split',
  ]);
});
