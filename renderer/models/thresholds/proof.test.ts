import { expect, test } from 'vitest';
import { countAt, sortScores } from '../../../ml/evaluate/limits-at.ts';
import { countWords, outOfReach } from './proof.ts';

const scores = sortScores(
  Array.from({ length: 60 }, (_, i) => 0.5 + i / 200),
  Array.from({ length: 410 }, (_, i) => i / 1000),
);

test('sixty defects, none missed, prove 4.9 % and not one percent', () => {
  const counts = countAt(scores, { pass: 0.3, defect: 0.408 });
  expect(countWords(counts)).toBe('Missed 0 of 60 (≤ 4.9 %) · False rejects 2 of 410 (≤ 1.5 %) · Unsure 107');
  expect(outOfReach(counts, { missed: 0.01, rejected: 0.05 }, 0.95)).toEqual([
    '60 defect pictures cannot prove better than 4.9 %. For 1 % you need 299 with none missed.',
  ]);
  expect(outOfReach(counts, { missed: 0.05, rejected: 0.05 }, 0.95)).toEqual([]);
});

test('where enough pictures are there, it is the misses that stand in the way', () => {
  const counts = countAt(scores, { pass: 0.6, defect: 0.6 });
  expect(outOfReach(counts, { missed: 0.05, rejected: 0.05 }, 0.95)).toEqual([
    '20 of 60 defect pictures missed: at most 45 %, not 5 %.',
  ]);
});
