import { describe, expect, test } from 'vitest';
import { classFigures } from './class-figures.ts';
import { countBoxes, precisionRecall, precisionRecallCurve } from './precision-recall.ts';

const closeTo = (value: number) => expect.closeTo(value, 12) as number;

describe('precision, recall, F-beta', () => {
  test('the worked example of the sparrow detector: P 1, R 0.5, F1 0.667', () => {
    // Corners (1,1,4,4) and (4,1,7,4) are there, (1,2,4,5) was found: 6 of 12 shared pixels, an overlap of one half.
    const truth = [
      { class: 'sparrow', box: [1, 1, 3, 3] as const },
      { class: 'sparrow', box: [4, 1, 3, 3] as const },
    ];
    const found = [{ class: 'sparrow', box: [1, 2, 3, 3] as const, score: 0.9 }];
    const counts = countBoxes([{ truth, found }], 0.4);
    expect(counts).toEqual({ hit: 1, missed: 1, falseAlarm: 0 });
    expect(precisionRecall(counts, 1)).toEqual({ precision: 1, recall: 0.5, fBeta: closeTo(2 / 3) });
    expect(precisionRecall(counts, 2).fBeta).toBeCloseTo(5 / 9, 12);
    expect(countBoxes([{ truth, found }], 0.51)).toEqual({ hit: 0, missed: 2, falseAlarm: 1 });
  });

  test('empty truth, empty prediction, both', () => {
    const box = [0, 0, 4, 4] as const;
    const there = [{ class: 'pit', box }];
    const said = [{ class: 'pit', box, score: 0.5 }];
    const of = (truth: typeof there, found: typeof said) =>
      precisionRecall(countBoxes([{ truth, found }], 0.5), 2);
    expect(of([], said)).toEqual({ precision: 0, fBeta: 0 });
    expect(of(there, [])).toEqual({ recall: 0, fBeta: 0 });
    expect(of([], [])).toEqual({});
    expect(of(there, said)).toEqual({ precision: 1, recall: 1, fBeta: 1 });
  });

  test('one box is found once, by class, and pictures are counted together, not averaged', () => {
    const box = [0, 0, 4, 4] as const;
    const twice = {
      truth: [{ class: 'pit', box }],
      found: [
        { class: 'pit', box, score: 0.5 },
        { class: 'pit', box, score: 0.4 },
        { class: 'crack', box, score: 0.9 },
      ],
    };
    const perfect = { truth: [{ class: 'pit', box }], found: [{ class: 'pit', box, score: 0.5 }] };
    expect(countBoxes([twice], 0.5)).toEqual({ hit: 1, missed: 0, falseAlarm: 2 });
    expect(precisionRecall(countBoxes([twice, perfect], 0.5), 1).precision).toBe(0.5);
  });
});

describe('the curve of precision over recall', () => {
  test('scikit-learn’s example: average precision 0.8333', () => {
    const { points, averagePrecision } = precisionRecallCurve(
      [0.1, 0.4, 0.35, 0.8],
      [false, false, true, true],
    )!;
    expect(averagePrecision).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 3), 12);
    expect(points).toEqual([
      { score: 0.8, precision: 1, recall: 0.5 },
      { score: 0.4, precision: 0.5, recall: 0.5 },
      { score: 0.35, precision: closeTo(2 / 3), recall: 1 },
      { score: 0.1, precision: 0.5, recall: 1 },
    ]);
  });

  test('ties are one point; without defective pictures there is no curve', () => {
    expect(precisionRecallCurve([0.5, 0.5], [true, false])).toEqual({
      points: [{ score: 0.5, precision: 0.5, recall: 1 }],
      averagePrecision: 0.5,
    });
    expect(precisionRecallCurve([0.5], [false])).toBeUndefined();
    expect(precisionRecallCurve([], [])).toBeUndefined();
    expect(() => precisionRecallCurve([NaN], [true])).toThrow(RangeError);
    expect(() => precisionRecallCurve([1], [])).toThrow(RangeError);
  });
});

test('classes: by rows what is there, by columns what was said', () => {
  expect(classFigures({ a: { a: 3, b: 1 }, b: { a: 1, b: 4, 'no-result': 1 }, c: { a: 2 } })).toEqual({
    a: { count: 4, precision: 0.5, recall: 0.75, fBeta: closeTo(0.6) },
    b: { count: 6, precision: 0.8, recall: closeTo(4 / 6), fBeta: closeTo(8 / 11) },
    c: { count: 2, recall: 0, fBeta: 0 },
  });
  expect(classFigures({})).toEqual({});
});
