import { expect, test } from 'vitest';
import type { EvaluatedCase } from './evaluation.ts';
import { mistakesOf } from './mistakes.ts';

const one = (
  name: string,
  truth: EvaluatedCase['truth'],
  verdict: EvaluatedCase['verdict'],
  score: number,
  more: Partial<EvaluatedCase> = {},
): EvaluatedCase => ({ name, label: truth, truth, verdict, score, ms: 1, ...more });

test('escapes and false rejects by name, the worst first', () => {
  const cases = [
    one('faint', 'defect', 'pass', 0.3),
    one('unseen', 'defect', 'pass', 0.02),
    one('clean', 'pass', 'pass', 0.1),
    one('shiny', 'pass', 'defect', 0.9),
    one('doubtful', 'pass', 'unsure', 0.5),
    one('broken', 'defect', 'no-result', 0),
    one('lamp', 'info', 'defect', 1),
  ];
  expect(mistakesOf(cases, false, 3)).toEqual({
    escapes: ['unseen', 'faint'],
    falseRejects: ['shiny'],
    unsure: ['doubtful'],
    noResult: ['broken'],
    worst: [
      { name: 'unseen', label: 'defect', verdict: 'pass', score: 0.02 },
      { name: 'shiny', label: 'pass', verdict: 'defect', score: 0.9 },
      { name: 'faint', label: 'defect', verdict: 'pass', score: 0.3 },
    ],
  });
  expect(mistakesOf([], false).worst).toEqual([]);
});

test('classes: the surer of a wrong one, the worse; what has no name is numbered', () => {
  const seven = { predicted: 'seven', label: 'one' };
  const cases = [
    one('a', 'info', 'unsure', 0, { ...seven, confidence: 0.6 }),
    { ...one('', 'info', 'unsure', 0, { ...seven, confidence: 0.9 }), name: undefined },
    one('c', 'info', 'unsure', 0, { predicted: 'one', label: 'one', confidence: 1 }),
  ] as EvaluatedCase[];
  expect(mistakesOf(cases, true).worst.map(({ name, predicted }) => [name, predicted])).toEqual([
    ['number 2', 'seven'],
    ['a', 'seven'],
  ]);
});
