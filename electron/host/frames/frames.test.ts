import { describe, expect, test } from 'vitest';
import { packFrame, type FrameHeader } from '../../contract/frame-lane.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { frameFault } from './fault.ts';
import { createFrames, faultOf } from './frames.ts';

const limited = { matrix: 'bt601', range: 'limited' } as const;
const full = { matrix: 'bt601', range: 'full' } as const;
const grey = (value: (i: number) => number, colour: Frame['colour'] = full): Frame => ({
  width: 40,
  height: 50,
  layout: 'grey',
  colour,
  data: Uint8Array.from({ length: 2000 }, (_, i) => value(i)),
});

describe('frameFault', () => {
  test.each([
    ['black with noise', grey((i) => i % 13), 'picture-black'],
    ['black of a limited range', grey((i) => 16 + (i % 13), limited), 'picture-black'],
    ['the same values of a full range', grey((i) => 16 + (i % 13), full), null],
    ['black with two hot pixels of 2000', grey((i) => (i < 2 ? 255 : 3)), 'picture-black'],
    ['black with three bright ones', grey((i) => (i < 3 ? 255 : 3)), null],
    ['white', grey(() => 255), 'picture-one-value'],
    ['one grey, give or take one', grey((i) => 99 + (i % 3)), 'picture-one-value'],
    ['a weak picture', grey((i) => 99 + (i % 4)), null],
    ['data of another size', { ...grey(() => 9), width: 41 }, 'wrong-size'],
  ] as const)('%s', (_, frame, fault) => expect(frameFault(frame)).toBe(fault));

  test('colour is not brightness: a frame is judged by its Y, or the green of RGB', () => {
    const data = Uint8Array.from({ length: 3 * 16 }, (_, i) => (i % 3 === 1 ? 90 : i * 5));
    expect(frameFault({ width: 4, height: 4, layout: 'rgb', colour: full, data })).toBe('picture-one-value');
    const planes = Uint8Array.from({ length: 24 }, (_, i) => (i < 16 ? 0 : i * 10));
    expect(frameFault({ width: 4, height: 4, layout: 'i420', colour: limited, data: planes })).toBe(
      'picture-black',
    );
  });
});

describe('createFrames', () => {
  const send = (id: string, value: number, source: FrameHeader['source']) => {
    const { data, ...rest } = grey((i) => value + (i % 50));
    return packFrame({ id, ...rest, source, ageMs: 0 }, data);
  };
  const camera = (frame?: number) =>
    ({ kind: 'camera', label: 'C', ...(frame === undefined ? {} : { frame }) }) as const;

  test('keeps the newest four and counts what nobody asked for', () => {
    const frames = createFrames({ monotonic: () => 7 });
    for (let i = 0; i < 6; i += 1) {
      expect(frames.receive(send(`f${i}`, 10 + i, camera(i)))).toBe(`f${i}`);
      if (i === 0) expect(frames.get('f0')?.arrived).toBe(7);
    }
    expect(frames.receive(new Uint8Array(9))).toBe(null);
    expect(['f0', 'f1', 'f2', 'f5'].map((id) => frames.get(id)?.header.id ?? null)).toEqual([
      null,
      null,
      'f2',
      'f5',
    ]);
    expect(frames.counts()).toEqual({ received: 6, refused: 1, pushedOut: 1 });
  });

  test('the same bytes under another number are a repeated picture, from a camera only', () => {
    const faults = (...messages: Uint8Array[]) => {
      const frames = createFrames({ monotonic: () => 0 });
      return messages.map((message) => {
        const received = frames.get(frames.receive(message) ?? '');
        return received === null ? 'lost' : faultOf(received);
      });
    };
    expect(faults(send('a', 10, camera(1)), send('b', 10, camera(2)), send('c', 11, camera(3)))).toEqual([
      null,
      'camera-repeated',
      null,
    ]);
    expect(faults(send('a', 10, camera()), send('b', 10, camera()))).toEqual([null, 'camera-repeated']);
    // The same frame sent twice is a second look at one picture.
    expect(faults(send('a', 10, camera(1)), send('b', 10, camera(1)))).toEqual([null, null]);
    const demo = { kind: 'demo', label: 'bench' } as const;
    expect(faults(send('a', 10, demo), send('b', 10, demo))).toEqual([null, null]);
    expect(faults(send('a', 10, camera(1)), send('b', 10, { ...camera(2), label: 'D' }))).toEqual([
      null,
      null,
    ]);
  });
});
