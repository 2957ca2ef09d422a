import { expect, test } from 'vitest';
import { changeRange, moveCursor, nearestPlace, wholeView } from './view.ts';

const places = Array.from({ length: 101 }, (_, i) => i);

test('the cursor enters from the side it walks from, stops at the ends, and takes the range along', () => {
  expect(moveCursor(wholeView, places, 1).cursor).toBe(0);
  expect(moveCursor(wholeView, places, -1).cursor).toBe(100);
  expect(moveCursor({ ...wholeView, cursor: 100 }, places, 1).cursor).toBe(100);
  expect(moveCursor({ ...wholeView, cursor: 7 }, places, -10).cursor).toBe(0);
  expect(moveCursor({ cursor: 20, range: [10, 20] }, places, 3)).toEqual({ cursor: 23, range: [13, 23] });
  expect(moveCursor(wholeView, [], 1)).toEqual(wholeView);
});

test('the range halves about the cursor within the axis, doubles, and becomes the whole again', () => {
  const near = changeRange({ cursor: 90, range: null }, places, true);
  expect(near).toEqual({ cursor: 90, range: [50, 100] });
  expect(changeRange(near, places, true)).toEqual({ cursor: 90, range: [75, 100] });
  expect(changeRange({ cursor: 40, range: [30, 50] }, places, false)).toEqual({
    cursor: 40,
    range: [20, 60],
  });
  expect(changeRange(near, places, false)).toEqual({ cursor: 90, range: null });
});

test('a range never shrinks to fewer than three points', () => {
  const close = { cursor: 50, range: [49, 51] } as const;
  expect(changeRange(close, places, true)).toBe(close);
});

test('the nearest place to a click', () => {
  expect(nearestPlace([1, 5, 9], 6.9)).toBe(1);
  expect(nearestPlace([1, 5, 9], 7.1)).toBe(2);
});
