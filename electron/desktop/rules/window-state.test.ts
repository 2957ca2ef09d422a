import { expect, test } from 'vitest';
import { placeWindow } from './window-state.ts';

const left = { x: 0, y: 0, width: 1920, height: 1080 };
const right = { x: 1920, y: 0, width: 1280, height: 720 };
const was = { x: 100, y: 50, width: 1400, height: 900, maximized: false };
const usual = { bounds: { width: 1280, height: 800 }, maximized: false };

test('opens where it was', () => {
  expect(placeWindow(was, [left])).toEqual({
    bounds: { x: 100, y: 50, width: 1400, height: 900 },
    maximized: false,
  });
  expect(placeWindow({ ...was, x: -1300 }, [left]).bounds.x).toBe(-1300);
});

test('is no larger than its screen, and no smaller than it can be read', () => {
  const { bounds } = placeWindow({ ...was, x: 2000 }, [left, right]);
  expect(bounds).toEqual({ x: 2000, y: 50, width: 1280, height: 720 });
  expect(placeWindow({ ...was, width: 10, height: -5, x: 0 }, [left]).bounds).toEqual(usual.bounds);
  expect(placeWindow({ ...was, width: 200, height: 5 }, [left]).bounds).toMatchObject({
    width: 1024,
    height: 640,
  });
});

test('a screen that is gone, or a place that could not be reached, is forgotten; maximized is not', () => {
  for (const away of [{ x: 2000 }, { x: -1350 }, { y: -10 }, { y: 1060 }, { x: 1850 }])
    expect(placeWindow({ ...was, ...away }, [left]), JSON.stringify(away)).toEqual(usual);
  expect(placeWindow({ ...was, x: 2000, maximized: true }, [left])).toEqual({ ...usual, maximized: true });
  expect(placeWindow(was, [])).toEqual(usual);
});

test.each([
  null,
  7,
  'x',
  [],
  {},
  { ...was, x: 1.5 },
  { ...was, width: '1400' },
  { ...was, more: 1 },
  { ...was, x: NaN },
])('%j is no place', (saved) => expect(placeWindow(saved, [left])).toEqual(usual));
