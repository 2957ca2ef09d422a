import { describe, expect, test } from 'vitest';
import { averagePrecision } from './average-precision.ts';
import { calibrationError } from './calibration-error.ts';
import { compare } from './comparison.ts';
import { intersectionOverUnion } from './matching.ts';
import { addPixels, countPixels, meanOverlap, noPixels } from './mean-overlap.ts';

describe('expected calibration error', () => {
  test('each bin counts by how many it holds', () => {
    const said = [
      // one bin: said 0.9 on average, half right
      { confidence: 0.88, right: true },
      { confidence: 0.92, right: false },
      // another: said 0.2, all right
      { confidence: 0.2, right: true },
    ];
    expect(calibrationError(said)).toBeCloseTo((2 * 0.4 + 0.8) / 3, 12);
    expect(calibrationError([{ confidence: 1, right: true }])).toBe(0);
    expect(calibrationError([{ confidence: 0, right: true }])).toBe(1);
    expect(calibrationError([])).toBeUndefined();
    expect(() => calibrationError([{ confidence: 1.1, right: true }])).toThrow(RangeError);
  });
});

describe('average precision', () => {
  const a = [0, 0, 10, 10] as const;
  const b = [50, 50, 10, 10] as const;
  const truth = [
    { class: 'pit', box: a },
    { class: 'pit', box: b },
  ];

  test('101 recalls under a precision that only falls', () => {
    const found = [
      { class: 'pit', box: a, score: 0.9 },
      { class: 'pit', box: [30, 30, 5, 5] as const, score: 0.8 },
      { class: 'pit', box: b, score: 0.7 },
    ];
    const expected = (51 + (50 * 2) / 3) / 101;
    expect(averagePrecision([{ truth, found }])).toEqual({
      ap50: expect.closeTo(expected, 12),
      ap: expect.closeTo(expected, 12),
    });
  });

  test('an overlap of 0.8 counts at seven of ten overlaps; a box is found once', () => {
    const one = [{ class: 'pit', box: a }];
    const found = [{ class: 'pit', box: [0, 0, 8, 10] as const, score: 0.5 }];
    expect(averagePrecision([{ truth: one, found }])).toEqual({ ap50: 1, ap: expect.closeTo(0.7, 12) });
    const twice = [...found, { class: 'pit', box: a, score: 0.9 }];
    expect(averagePrecision([{ truth: one, found: twice }])).toEqual({ ap50: 1, ap: 1 });
    // The second finding of a box is one too many.
    const again = [a, a, b].map((box, i) => ({ class: 'pit', box, score: 0.9 - i / 10 }));
    expect(averagePrecision([{ truth, found: again }])?.ap50).toBeCloseTo((51 + (50 * 2) / 3) / 101, 12);
  });

  test('classes count alike, pictures do not mix, and what no picture holds does not count', () => {
    const found = [
      { class: 'pit', box: a, score: 0.9 },
      { class: 'crack', box: a, score: 0.9 },
    ];
    const cases = [
      { truth: [{ class: 'pit', box: a }], found: [] },
      { truth: [], found },
      { truth: [{ class: 'scratch', box: b }], found: [{ class: 'scratch', box: b, score: 0.1 }] },
    ];
    expect(averagePrecision(cases)).toEqual({ ap50: 0.5, ap: 0.5 });
    expect(averagePrecision([{ truth: [], found }])).toBeUndefined();
  });

  test('overlap of boxes', () => {
    expect(intersectionOverUnion(a, [5, 5, 10, 10])).toBeCloseTo(25 / 175, 12);
    expect(intersectionOverUnion(a, [10, 0, 10, 10])).toBe(0);
  });
});

test('masks: a map of its own size, laid where it belongs, pixel by pixel of the mask', () => {
  const map = { width: 2, height: 1, values: Float32Array.of(0.9, 0.2), onFrame: [0, 0, 4, 2] as const };
  // The left half is said to be damaged; the mask has three pixels of it, one on the right; the lowest row lies outside the map.
  const mask = { width: 4, height: 3, data: [255, 0, 0, 0, 1, 0, 7, 0, 0, 0, 0, 0] };
  const counts = countPixels(map, mask, 0.5);
  expect(counts).toEqual({ hit: 2, missed: 1, falseAlarm: 2, clear: 7 });
  expect(meanOverlap(counts)).toEqual({ miou: (2 / 5 + 7 / 10) / 2, dice: 4 / 7 });
  expect(meanOverlap(addPixels(counts, counts))).toEqual(meanOverlap(counts));
  expect(meanOverlap({ ...noPixels, clear: 5 })).toBeUndefined();
  expect(meanOverlap({ ...noPixels, missed: 5 })).toEqual({ miou: 0, dice: 0 });
});

describe('two packages on the same pictures', () => {
  const answers = (bothRight: number, onlyFirst: number, onlySecond: number, bothWrong: number) => {
    const rows = [
      ...Array<[boolean, boolean]>(bothRight).fill([true, true]),
      ...Array<[boolean, boolean]>(onlyFirst).fill([true, false]),
      ...Array<[boolean, boolean]>(onlySecond).fill([false, true]),
      ...Array<[boolean, boolean]>(bothWrong).fill([false, false]),
    ];
    return [rows.map(([one]) => one), rows.map(([, other]) => other)] as const;
  };

  test('the pictures they disagree on decide', () => {
    const better = compare(...answers(80, 8, 1, 11));
    expect(better).toMatchObject({
      ...{ n: 100, bothRight: 80, onlyFirst: 8, onlySecond: 1, bothWrong: 11, difference: 0.07 },
      ...{ p: expect.closeTo(20 / 512, 12), answer: 'better' },
    });
    // (8 − 1) / 102 ± 1.96 · √(10 − 49 / 102) / 102
    expect(better.interval).toEqual([expect.closeTo(0.00934, 4), expect.closeTo(0.12791, 4)]);
    expect(compare(...answers(80, 1, 8, 11)).answer).toBe('worse');
    expect(compare(...answers(80, 7, 2, 11))).toMatchObject({ answer: 'not distinguishable' });
  });

  test('nothing to compare, full agreement, thousands of disagreements', () => {
    expect(compare([], [])).toMatchObject({ n: 0, difference: 0, p: 1, answer: 'not distinguishable' });
    expect(compare(...answers(10, 0, 0, 2))).toMatchObject({ p: 1, answer: 'not distinguishable' });
    expect(compare(...answers(0, 1500, 1500, 0))).toMatchObject({ p: 1, answer: 'not distinguishable' });
    expect(compare(...answers(0, 1700, 1300, 0)).p).toBeLessThan(1e-10);
    expect(() => compare([true], [])).toThrow(RangeError);
  });
});
