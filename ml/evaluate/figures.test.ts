import { expect, it } from 'vitest';
import type { Verdict } from '../verdict/result.ts';
import { figuresOf, type JudgedCase } from './figures.ts';

const one = (defective: boolean, verdict: Verdict, score: number, found: boolean): JudgedCase => ({
  judgement: {
    verdict,
    score,
    findings: found ? [{ kind: 'mask', box: [10, 10, 5, 5], class: 'anomaly', score }] : [],
  },
  defective,
  boxes: defective ? [[14, 14, 5, 5]] : [],
});

it('counts each kind of answer', () => {
  const cases = [
    one(false, 'pass', 0.1, false),
    one(false, 'defect', 0.7, true),
    one(false, 'unsure', 0.5, true),
    one(true, 'defect', 0.9, true),
    one(true, 'defect', 0.8, false),
    one(true, 'pass', 0.2, false),
    one(true, 'no-result', 0, false),
  ];
  // pairs good < bad: 0.1 beats none of 0.9, 0.8, 0.2 (3 right); 0.7: 2 right; 0.5: 2 right; 7 of 9
  expect(figuresOf(cases)).toEqual({
    good: 3,
    defective: 4,
    auroc: 7 / 9,
    escapes: 1,
    falseRejects: 1,
    unsure: 1,
    noResult: 1,
    caught: 2,
    located: 1,
  });
});

it('does not take boxes that only touch for overlapping', () => {
  const [judged] = [one(true, 'defect', 0.9, true)];
  expect(figuresOf([{ ...judged!, boxes: [[15, 10, 5, 5]] }]).located).toBe(0);
});
