import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Verdict } from '../../../ml/verdict/result.ts';
import { inspectionOf } from '../inspection.fixture.ts';
import type { Stage } from '../stage.ts';
import { useRetire } from '../use-retire.ts';
import { piece, picture } from './bench.fixture.ts';
import { playedCamera } from './camera.fixture.tsx';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());
const still = () => 0.5;
const stage = { thaw: () => undefined } as unknown as Stage;

/** When a verdict goes after the piece was lifted at once, in milliseconds since it came. */
function retiredAfter(verdict: Verdict, handsFree: boolean, blocked = false): number {
  const camera = playedCamera();
  const shownAt = performance.now();
  let retired = Infinity;
  const judged = { current: picture([piece], still) };
  const shot = {
    phase: 'verdict',
    shot: 1,
    frame: 1,
    shownAt,
    inspection: inspectionOf(verdict, 1),
  } as const;
  const { unmount } = renderHook(
    () =>
      useRetire({
        ...{ shot, stage, judged, luminance: camera.luminance, seconds: 30, blocked, handsFree },
        retire: () => void (retired = Math.min(retired, performance.now() - shownAt)),
      }),
    camera,
  );
  act(() => camera.show(picture([piece], still), 0));
  for (let at = 100; at <= 5000; at += 100)
    act(() => {
      vi.advanceTimersByTime(100);
      camera.show(picture([], still), at);
    });
  unmount();
  return retired;
}

test('a verdict goes with its piece; hands-free it stays a second, a defect two', () => {
  expect(retiredAfter('pass', false)).toBe(200);
  expect(retiredAfter('defect', false)).toBe(200);
  expect(retiredAfter('pass', true)).toBe(1000);
  expect(retiredAfter('unsure', true)).toBe(1000);
  expect(retiredAfter('defect', true)).toBe(2000);
});

test('a fault takes it away at once, hands-free or not', () => {
  expect(retiredAfter('defect', true, true)).toBe(0);
});
