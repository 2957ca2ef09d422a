import { describe, expect, it } from 'vitest';
import { auroc } from './auroc.ts';

const [good, bad] = [false, true];

describe('auroc', () => {
  it.each([
    {
      why: 'all defects above all good',
      scores: [0.1, 0.2, 0.8, 0.9],
      labels: [good, good, bad, bad],
      area: 1,
    },
    { why: 'all defects below', scores: [0.8, 0.9, 0.1, 0.2], labels: [good, good, bad, bad], area: 0 },
    // pairs (good, bad): 0.1<0.35 yes, 0.1<0.8 yes, 0.4<0.35 no, 0.4<0.8 yes
    {
      why: 'three of four pairs in order',
      scores: [0.1, 0.4, 0.35, 0.8],
      labels: [good, good, bad, bad],
      area: 0.75,
    },
    { why: 'everything equal is chance', scores: [0.5, 0.5, 0.5], labels: [good, bad, bad], area: 0.5 },
    // bad 0.5 beats 0.1, ties 0.5 twice: 2 of 3; bad 0.9 beats 3
    {
      why: 'ties count one half',
      scores: [0.1, 0.5, 0.5, 0.5, 0.9],
      labels: [good, good, good, bad, bad],
      area: 5 / 6,
    },
    { why: 'an infinite score is the highest', scores: [1, Infinity], labels: [good, bad], area: 1 },
  ])('$why', ({ scores, labels, area }) => {
    expect(auroc(scores, labels)).toBeCloseTo(area, 12);
  });

  it('has no answer where one kind is missing', () => {
    expect(auroc([0.1, 0.2], [good, good])).toBeUndefined();
    expect(auroc([], [])).toBeUndefined();
  });

  it('refuses scores that are no numbers and lists of unequal length', () => {
    expect(() => auroc([Number.NaN], [good])).toThrow('not a number');
    expect(() => auroc([1], [])).toThrow('1 scores for 0 labels');
  });
});
