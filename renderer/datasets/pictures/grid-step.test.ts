import { expect, test } from 'vitest';
import { gridStep } from './grid-step.ts';

test.each([
  ['End', null, 399],
  ['Home', 250, 0],
  ['ArrowRight', null, 0],
  ['ArrowDown', null, 0],
  ['ArrowRight', 4, 5],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 4, 9],
  ['ArrowUp', 9, 4],
  ['ArrowDown', 398, 399],
  ['a', 4, null],
])('%s from %s leads to %s', (key, at, to) => {
  expect(gridStep(key, at, 400, 5)).toBe(to);
});

test('an empty grid leads nowhere', () => {
  expect(gridStep('End', null, 0, 5)).toBeNull();
});
