import { expect, test } from 'vitest';
import { moveHandle, newDraft, placed, setLimits, takeBack } from './limits-draft.ts';

const draft = newDraft({ pass: 0.25, defect: 0.75 });

test('a press moves one handle by a thousandth, and each press is taken back by itself', () => {
  const moved = moveHandle(moveHandle(draft, 'pass', 0.001), 'defect', -0.01);
  expect(moved.now).toEqual({ pass: 0.251, defect: 0.74 });
  expect(takeBack(moved).now).toEqual({ pass: 0.251, defect: 0.75 });
  expect(takeBack(takeBack(moved))).toEqual(draft);
  expect(takeBack(draft)).toBe(draft);
});

test('a limit that is no whole thousandth lands on one', () => {
  expect(moveHandle(newDraft({ pass: 0.43378, defect: 1 }), 'pass', 0.001).now.pass).toBe(0.435);
});

test('the handles do not pass each other, nor the ends, and a pass limit of 1 does not exist', () => {
  const near = setLimits(draft, { pass: 0.5, defect: 0.5 });
  expect(moveHandle(near, 'pass', 0.001)).toBe(near);
  expect(moveHandle(near, 'defect', -0.001)).toBe(near);
  expect(moveHandle(newDraft({ pass: 0, defect: 1 }), 'pass', -0.01).now.pass).toBe(0);
  expect(placed({ pass: 0.2, defect: 1 }, 'defect', 7)).toEqual({ pass: 0.2, defect: 1 });
  expect(placed({ pass: 0.2, defect: 1 }, 'pass', 1)).toEqual({ pass: 0.999, defect: 1 });
});
