import { expect, test } from 'vitest';
import { looksAt, scoreLogits } from './validate.ts';

test('loss and share of right answers, by hand', () => {
  const [ln2, ln3] = [Math.log(2), Math.log(3)];
  // Chances 1/2 1/2; 3/4 1/4; 1/3 2/3.
  const { loss, accuracy } = scoreLogits(
    Float32Array.from([0, 0, ln3, 0, 0, ln2]),
    Uint8Array.from([0, 1, 1]),
    2,
  );
  expect(loss).toBeCloseTo((Math.log(2) + Math.log(4) + Math.log(1.5)) / 3, 6);
  expect(accuracy).toBeCloseTo(2 / 3, 12);
});

test('numbers that overflow as they are do not', () => {
  expect(scoreLogits(Float32Array.from([1000, 0]), Uint8Array.from([0]), 2)).toEqual({
    loss: 0,
    accuracy: 1,
  });
});

test('about ten looks a run, the last epoch among them', () => {
  const looks = (epochs: number) =>
    Array.from({ length: epochs }, (_, i) => i + 1).filter((epoch) => looksAt(epoch, epochs));
  expect(looks(3)).toEqual([1, 2, 3]);
  expect(looks(25)).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 25]);
});
