import { expect, test } from 'vitest';
import { auroc } from './auroc.ts';
import { createPixelTally } from './pixel-auroc.ts';

const map = (...values: number[]) => ({
  width: values.length,
  height: 1,
  values: Float32Array.from(values),
  onFrame: [0, 0, values.length, 1] as const,
});
const mask = (...data: number[]) => ({ width: data.length, height: 1, data });

test('over all pixels of all pictures, ties one half, pixels outside the map 0', () => {
  const tally = createPixelTally();
  expect(tally.auroc()).toBeUndefined();
  tally.add(map(0.1, 0.4), mask(0, 0));
  expect(tally.auroc()).toBeUndefined();
  tally.add(map(0.35, 0.8), mask(255, 1));
  // 0.35 and 0.8 against 0.1 and 0.4: three of four
  expect(tally.auroc()).toBe(0.75);
  tally.add(map(0.4), mask(7));
  expect(tally.auroc()).toBe((1 + 2 + 1.5) / 6);
  tally.add({ ...map(0.9), onFrame: [5, 5, 1, 1] }, mask(1));
  expect(tally.auroc()).toBe((1 + 2 + 1.5 + 0) / 8);
});

test('scores near either end of the scale are told apart', () => {
  const scores = [0, 1e-12, 2e-12, 1e-6, 0.25, 0.5, 0.500001, 0.75, 1 - 2e-6, 1 - 1e-6, 1];
  for (let low = 0; low + 1 < scores.length; low += 1) {
    const tally = createPixelTally();
    const pair = { ...map(scores[low]!, scores[low + 1]!), values: scores.slice(low, low + 2) as never };
    tally.add(pair, mask(0, 1));
    expect([scores[low], tally.auroc()]).toEqual([scores[low], 1]);
  }
  expect(() => createPixelTally().add(map(1.5), mask(0))).toThrow(RangeError);
});

test('as the exact area, on a thousand scores in steps', () => {
  const scores = Array.from({ length: 1000 }, (_, i) => ((i * 7919) % 101) / 100);
  const damaged = scores.map((score, i) => (i * 31) % 100 < score * 60);
  const tally = createPixelTally();
  tally.add(map(...scores), mask(...damaged.map(Number)));
  expect(tally.auroc()).toBeCloseTo(auroc(scores.map(Math.fround), damaged)!, 9);
});
