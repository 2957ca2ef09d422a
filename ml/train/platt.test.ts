import { expect, test } from 'vitest';
import { platt } from './platt.ts';

test('where logits are true log-odds, it leaves them as they are', () => {
  // 100 pictures at each logit, as many of them defective as its probability says.
  const at = [-2, -1, 0, 1, 2];
  const logits = at.flatMap((z) => Array<number>(1000).fill(z));
  const defective = at.flatMap((z) =>
    Array.from({ length: 1000 }, (_, i) => i < Math.round(1000 / (1 + Math.exp(-z)))),
  );
  const { a, b } = platt(logits, defective);
  expect(a).toBeCloseTo(1, 2);
  expect(b).toBeCloseTo(0, 2);
});
test('a wrong middle is moved', () => {
  const { a, b } = platt([3, 4, 5, 6, 7, 8], [false, false, false, true, true, true]);
  expect(-b / a).toBeCloseTo(5.5, 5);
});
test('a perfect order keeps a finite slope', () =>
  expect(platt([-1, 1], [false, true]).a).toBeCloseTo(Math.log(2), 3));
test('what cannot be calibrated is refused', () => {
  expect(() => platt([1, 2], [true, true])).toThrow('got 2 defective and 0 good');
  expect(() => platt([2, 1], [false, true])).toThrow('lower than good ones');
});
