import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { piece, picture, type Blob } from './bench.fixture.ts';
import { playedCamera } from './camera.fixture.tsx';
import { usePlacement } from './use-placement.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function open() {
  const camera = playedCamera();
  const triggers: number[] = [];
  let at = 0;
  const { result } = renderHook(() => usePlacement(camera.luminance, () => triggers.push(at)), camera);
  return {
    ...{ camera, triggers, now: () => result.current },
    act: (does: () => void) => act(does),
    toggle() {
      let watches = false;
      act(() => void (watches = result.current.toggle()));
      return watches;
    },
    /** Ten pictures a second. */
    hold(looks: number, ...blobs: Blob[]) {
      act(() => {
        for (let i = 0; i < looks; i++)
          camera.show(
            picture(blobs, () => 0.5),
            (at += 100),
          );
      });
    },
  };
}

test('off, nothing triggers; on, a piece triggers until it is taken', () => {
  const one = open();
  one.hold(10);
  one.hold(10, piece);
  expect([one.now().phase, one.triggers]).toEqual([null, []]);
  one.hold(10);
  expect(one.toggle()).toBe(true);
  one.hold(6);
  expect(one.now().phase).toBe('empty');
  one.hold(5, piece);
  expect(one.triggers).toEqual([]);
  one.hold(3, piece);
  expect([one.now().phase, one.triggers.length]).toEqual(['placed', 3]);
  one.act(() => one.now().taken());
  one.hold(50, piece);
  expect([one.now().phase, one.triggers.length]).toEqual(['judged', 3]);
});

test('pictures that come faster than ten a second are not all looked at', () => {
  const one = open();
  one.toggle();
  act(() => {
    for (let at = 0; at <= 590; at += 10)
      one.camera.show(
        picture([], () => 0.5),
        at,
      );
  });
  expect(one.now().phase).toBe('empty');
  act(() =>
    one.camera.show(
      picture([piece], () => 0.5),
      595,
    ),
  );
  expect(one.now().phase).toBe('empty');
});

test('after a fault of the camera nothing triggers until the bench has been seen empty', () => {
  const one = open();
  one.toggle();
  one.hold(8);
  one.act(() => one.camera.become({ phase: 'fault' }));
  expect(one.now().phase).toBe('unknown');
  one.act(() => one.camera.become({ phase: 'live' }));
  one.hold(30, piece);
  expect([one.now().phase, one.triggers]).toEqual(['unknown', []]);
  one.hold(3);
  one.hold(8, piece);
  expect(one.triggers.length).toBeGreaterThan(0);
});

test('another source ends it; switched on again it learns anew', () => {
  const one = open();
  one.toggle();
  one.hold(8);
  one.act(() => one.camera.become({ choice: { kind: 'camera', label: 'Bench 2', deviceId: 'b' } }));
  one.hold(20, piece);
  expect([one.now().phase, one.triggers]).toEqual([null, []]);
  expect(one.toggle()).toBe(true);
  expect(one.now().phase).toBe('learning');
});

test('a folder has no bench to watch, nor has a camera without pictures', () => {
  const one = open();
  one.act(() => one.camera.become({ kind: 'folder' }));
  expect([one.toggle(), one.now().phase]).toEqual([false, null]);
  one.act(() => one.camera.become({ kind: 'camera', phase: 'fault' }));
  expect([one.toggle(), one.now().phase]).toEqual([false, null]);
});

test('the demo bench is cleared first, and a piece comes by itself once it is known empty', () => {
  const one = open();
  one.act(() => one.camera.become({ kind: 'demo' }));
  one.toggle();
  expect(one.camera.asked).toEqual(['clear bench']);
  one.hold(6);
  one.act(() => vi.advanceTimersByTime(1499));
  expect(one.camera.asked).toEqual(['clear bench']);
  one.act(() => vi.advanceTimersByTime(1));
  expect(one.camera.asked).toEqual(['clear bench', 'next piece']);
});
