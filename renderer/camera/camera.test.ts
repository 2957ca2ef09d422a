import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCamera, type Open } from './camera.ts';
import { CameraError, readChoice, type Listener } from './source.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A picture that counts its copies: every one that is opened must be closed. */
function pictures() {
  let open = 0;
  const make = (): VideoFrame => {
    open += 1;
    let closed = false;
    const frame = {
      displayWidth: 4,
      displayHeight: 2,
      clone: make,
      close() {
        if (!closed) open -= 1;
        closed = true;
      },
    };
    return frame as unknown as VideoFrame;
  };
  return { make, open: () => open };
}

function bench(answers: (Error | 'opens')[]) {
  const listeners: Listener[] = [];
  let stopped = 0;
  const open: Open = async (choice, listener) => {
    const answer = answers.shift() ?? 'opens';
    if (answer !== 'opens') throw answer;
    listeners.push(listener);
    return { kind: choice.kind, label: 'Bench 1', stop: () => (stopped += 1) };
  };
  const camera = createCamera({ kind: 'camera', label: null }, open, () => Date.now());
  return { camera, listeners, stopped: () => stopped, last: () => listeners.at(-1) as Listener };
}

test('the demo scene may be late: a busy machine renders it when it can', async () => {
  const { make } = pictures();
  const { camera, last } = bench([]);
  camera.choose({ kind: 'demo' });
  camera.power(true);
  await vi.advanceTimersByTimeAsync(0);
  last().frame(make());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(camera.state()).toMatchObject({ phase: 'live', kind: 'demo', fault: null });
  camera.close();
});

test('pictures are numbered, only the newest is kept, and all are closed', async () => {
  const { make, open } = pictures();
  const { camera, last } = bench([]);
  camera.power(true);
  await vi.advanceTimersByTimeAsync(0);
  const seen: number[] = [];
  camera.onFrame((live) => seen.push(live.number));
  for (let i = 0; i < 3; i++) last().frame(make());
  expect(seen).toEqual([1, 2, 3]);
  expect(open()).toBe(1);
  const taken = camera.take();
  expect(taken?.number).toBe(3);
  taken?.frame.close();
  expect(camera.state()).toMatchObject({ phase: 'live', label: 'Bench 1', size: { width: 4, height: 2 } });
  camera.close();
  expect(open()).toBe(0);
});

test('no picture for 2 s is a fault; it reopens by itself and the fault ends with the first picture', async () => {
  const { make } = pictures();
  const { camera, listeners, last, stopped } = bench([]);
  camera.power(true);
  await vi.advanceTimersByTimeAsync(0);
  last().frame(make());
  await vi.advanceTimersByTimeAsync(1900);
  expect(camera.state().phase).toBe('live');
  await vi.advanceTimersByTimeAsync(600);
  expect(camera.state()).toMatchObject({ phase: 'fault', fault: 'camera-stale' });
  expect(camera.take()).toBeNull();
  await vi.advanceTimersByTimeAsync(1500);
  expect(listeners.length).toBe(2);
  expect(camera.state().fault).toBe('camera-stale');
  last().frame(make());
  expect(camera.state()).toMatchObject({ phase: 'live', fault: null });
  expect(stopped()).toBe(1);
  camera.close();
});

test('a camera that is not there is named and tried again every second', async () => {
  const { camera, listeners } = bench([new CameraError('camera-none'), new CameraError('camera-busy')]);
  camera.power(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(camera.state().fault).toBe('camera-none');
  await vi.advanceTimersByTimeAsync(1250);
  expect(camera.state().fault).toBe('camera-busy');
  await vi.advanceTimersByTimeAsync(1250);
  expect(listeners.length).toBe(1);
  camera.close();
});

test('a picture of a source that was left is closed and not shown', async () => {
  const { make, open } = pictures();
  const { camera, listeners } = bench([]);
  camera.power(true);
  await vi.advanceTimersByTimeAsync(0);
  camera.choose({ kind: 'demo' });
  await vi.advanceTimersByTimeAsync(0);
  listeners[0]?.frame(make());
  listeners[0]?.fault('camera-ended');
  expect(open()).toBe(0);
  expect(camera.take()).toBeNull();
  expect(camera.state()).toMatchObject({ kind: 'demo', fault: null });
  camera.close();
});

test('the address chooses for this visit, else the last choice, else the demo scene', () => {
  const stored = (value: string | null) => ({ getItem: () => value });
  expect(readChoice('?source=camera', stored(null))).toEqual({ kind: 'camera', label: null });
  expect(readChoice('?source=demo', stored('camera:C920'))).toEqual({ kind: 'demo' });
  expect(readChoice('', stored('camera:C920'))).toEqual({ kind: 'camera', label: 'C920' });
  expect(readChoice('', stored(null))).toEqual({ kind: 'demo' });
});
