import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCamera, type Open } from './camera.ts';
import {
  anyCamera,
  CameraError,
  readChoice,
  storeChoice,
  type Choice,
  type Listener,
} from './sources/source.ts';
import { fault } from '../words/fault.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A picture that counts its copies: every one that is opened must be closed. */
function pictures() {
  let open = 0;
  const make = (more: Partial<VideoFrame> = {}): VideoFrame => {
    open += 1;
    let closed = false;
    const frame = {
      displayWidth: 4,
      displayHeight: 2,
      timestamp: 1000 * Date.now(),
      clone: () => make(more),
      close() {
        if (!closed) open -= 1;
        closed = true;
      },
      ...more,
    };
    return frame as unknown as VideoFrame;
  };
  return { make, open: () => open };
}

function bench(answers: (Error | 'opens')[]) {
  const listeners: Listener[] = [];
  const choices: Choice[] = [];
  let stopped = 0;
  const open: Open = async (choice, listener) => {
    choices.push(choice);
    const answer = answers.shift() ?? 'opens';
    if (answer !== 'opens') throw answer;
    listeners.push(listener);
    const track = {
      id: String(listeners.length),
      deviceId: 'a',
      can: {},
      read: () => ({}),
      set: async () => {},
    };
    return { kind: choice.kind, label: 'Bench 1', track, stop: () => void (stopped += 1) };
  };
  const camera = createCamera(anyCamera, open, () => Date.now());
  return { camera, listeners, choices, stopped: () => stopped, last: () => listeners.at(-1) as Listener };
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
  await vi.advanceTimersByTimeAsync(0);
  expect(open()).toBe(1);
  const taken = camera.take();
  expect(taken?.number).toBe(3);
  taken?.frame.close();
  expect(camera.state()).toMatchObject({ phase: 'live', label: 'Bench 1', size: { width: 4, height: 2 } });
  camera.close();
  expect(open()).toBe(0);
});

test('no picture for 1 s is a fault; after 2 s it reopens by itself and the fault ends once pictures come steadily', async () => {
  const { make, open } = pictures();
  const { camera, listeners, last, stopped } = bench([]);
  camera.power(true);
  await vi.advanceTimersByTimeAsync(0);
  last().frame(make());
  await vi.advanceTimersByTimeAsync(1000);
  expect(camera.state().phase).toBe('live');
  await vi.advanceTimersByTimeAsync(250);
  expect(camera.state()).toMatchObject({ phase: 'fault', fault: fault('camera-stale') });
  expect(camera.take()).toBeNull();
  expect(listeners.length).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(listeners.length).toBe(2);
  expect([stopped(), open()]).toEqual([1, 0]);
  last().frame(make());
  expect(camera.state().fault).toEqual(fault('camera-stale'));
  expect(camera.take()).toBeNull();
  await vi.advanceTimersByTimeAsync(300);
  last().frame(make());
  expect(camera.state()).toMatchObject({ phase: 'live', fault: null });
  camera.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(open()).toBe(0);
});

test('a camera that is not there is named and tried again every second', async () => {
  const { camera, listeners } = bench([new CameraError('camera-none'), new CameraError('camera-busy')]);
  camera.power(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(camera.state().fault?.code).toBe('camera-none');
  await vi.advanceTimersByTimeAsync(1250);
  expect(camera.state().fault?.code).toBe('camera-busy');
  await vi.advanceTimersByTimeAsync(1250);
  expect(listeners.length).toBe(1);
  camera.close();
});

test('any camera becomes the one that answered; when that is gone no other takes its place', async () => {
  const { camera, last, choices } = bench(['opens', new CameraError('camera-other', { found: 'C920' })]);
  camera.power(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(camera.state().choice).toEqual({ kind: 'camera', label: 'Bench 1', deviceId: 'a' });
  last().ended();
  await vi.advanceTimersByTimeAsync(1250);
  expect(choices.at(-1)).toEqual({ kind: 'camera', label: 'Bench 1', deviceId: 'a' });
  expect(camera.state().fault).toEqual(fault('camera-other', { found: 'C920' }));
  camera.close();
});

test('a camera that comes back with another size is not judged and is opened again', async () => {
  const { make, open } = pictures();
  const { camera, listeners, last } = bench([]);
  camera.power(true);
  await vi.advanceTimersByTimeAsync(0);
  last().frame(make());
  last().frame(make({ displayWidth: 2, displayHeight: 1 }));
  await vi.advanceTimersByTimeAsync(0);
  expect(camera.state().fault).toEqual(fault('camera-size', { asked: '4 × 2', says: '2 × 1' }));
  expect([camera.take(), open()]).toEqual([null, 0]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(listeners.length).toBe(2);
  camera.close();
});

test('a picture that waited is as old as its capture', async () => {
  const { make } = pictures();
  const { camera, last } = bench([]);
  camera.power(true);
  await vi.advanceTimersByTimeAsync(0);
  const start = Date.now();
  last().frame(make({ timestamp: 5_000_000 }));
  await vi.advanceTimersByTimeAsync(900);
  last().frame(make({ timestamp: 5_100_000 }));
  const taken = camera.take();
  expect(taken?.at).toBe(start + 100);
  taken?.frame.close();
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
  listeners[0]?.ended();
  expect(open()).toBe(0);
  expect(camera.take()).toBeNull();
  expect(camera.state()).toMatchObject({ kind: 'demo', fault: null });
  camera.close();
});

test('the address chooses for this visit, else the last choice, else the demo scene', () => {
  const stored = (value: string | null) => ({ getItem: () => value });
  const c920 = { kind: 'camera', label: 'C920', deviceId: null } as const;
  expect(readChoice('?source=camera', stored(null))).toEqual(anyCamera);
  expect(readChoice('?source=demo', stored('camera:C920'))).toEqual({ kind: 'demo' });
  expect(readChoice('', stored('camera:C920'))).toEqual(c920);
  expect(readChoice('', stored(null))).toEqual({ kind: 'demo' });
  const choices: Choice[] = [
    c920,
    anyCamera,
    { ...c920, deviceId: 'a0' },
    { kind: 'demo' },
    { kind: 'folder' },
  ];
  for (const choice of choices) {
    let kept = '';
    storeChoice(choice, { setItem: (_, value) => (kept = value) });
    expect(readChoice('', stored(kept))).toEqual(choice);
  }
});
