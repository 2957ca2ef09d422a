import { expect, test } from 'vitest';
import type { EvaluatedCase } from './evaluation.ts';
import { sideBySide } from './side-by-side.ts';

const classes = [
  { name: 'ok', verdict: 'pass' as const },
  { name: 'pit', verdict: 'defect' as const },
];
const answer = (label: string, verdict: EvaluatedCase['verdict'], predicted?: string): EvaluatedCase => ({
  ...{ label, verdict, score: 0.5, ms: 1, truth: label === 'ok' ? 'pass' : 'defect' },
  ...(predicted !== undefined && { predicted }),
});

test('by verdict: unsure is not right, and where they part is told by place and by label', () => {
  const first = ['ok pass', 'ok unsure', 'pit defect', 'pit defect', 'pit pass'];
  const second = ['ok pass', 'ok pass', 'pit defect', 'pit pass', 'pit no-result'];
  const judged = (lines: readonly string[]) => ({
    manifest: { classes },
    cases: lines.map((line) => {
      const [label, verdict] = line.split(' ');
      return answer(label!, verdict as EvaluatedCase['verdict']);
    }),
  });
  expect(sideBySide(judged(first), judged(second))).toMatchObject({
    ...{ by: 'verdict', n: 5, bothRight: 2, onlyFirst: 1, onlySecond: 1, bothWrong: 1, difference: 0, p: 1 },
    ...{ answer: 'not distinguishable', onlyFirstAt: [3], onlySecondAt: [1] },
    labels: [
      { label: 'ok', n: 2, rightFirst: 1, rightSecond: 2 },
      { label: 'pit', n: 3, rightFirst: 2, rightSecond: 1 },
    ],
  });
});

test('by class where both name one; ten to none tells them apart', () => {
  const cases = (predicted: string) => Array.from({ length: 10 }, () => answer('pit', 'defect', predicted));
  const said = (predicted: string) => ({ manifest: { classes }, cases: cases(predicted) });
  const { by, answer: told, p, onlyFirstAt } = sideBySide(said('pit'), said('ok'));
  expect([by, told, onlyFirstAt.length]).toEqual(['class', 'better', 10]);
  expect(p).toBeCloseTo(2 ** -9, 12);
});

test('other pictures are no comparison', () => {
  const one = { manifest: { classes }, cases: [answer('ok', 'pass')] };
  const other = { manifest: { classes }, cases: [answer('pit', 'pass')] };
  expect(() => sideBySide(one, other)).toThrow('not the same pictures');
  expect(() => sideBySide(one, { ...one, cases: [] })).toThrow(RangeError);
});
