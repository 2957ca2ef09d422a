import { describe, expect, test } from 'vitest';
import { packFrame, type FrameHeader } from '../../contract/frame-lane.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { contentDigest } from '../../../ml/image/checks/digest.ts';
import { createFrames } from './frames.ts';

const full = { matrix: 'bt601', range: 'full' } as const;
const grey = (value: (i: number) => number, colour: Frame['colour'] = full): Frame => ({
  width: 40,
  height: 50,
  layout: 'grey',
  colour,
  data: Uint8Array.from({ length: 2000 }, (_, i) => value(i)),
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
      if (i === 0) expect(frames.get('f0').arrived).toBe(7);
    }
    expect(frames.receive(new Uint8Array(9))).toBe(null);
    for (const id of ['f0', 'f1', 'never sent'])
      expect(() => frames.get(id)).toThrow(expect.objectContaining({ code: 'frame-missing' }));
    expect(['f2', 'f5'].map((id) => frames.get(id).header.id)).toEqual(['f2', 'f5']);
    expect(frames.counts()).toEqual({ received: 6, refused: 1, pushedOut: 1 });
  });

  test('the same bytes under another number are a repeated picture, from a camera only', () => {
    const faults = (...messages: Uint8Array[]) => {
      const frames = createFrames({ monotonic: () => 0 });
      return messages.map((message) => frames.get(frames.receive(message) ?? 'lost').repeated);
    };
    expect(faults(send('a', 10, camera(1)), send('b', 10, camera(2)), send('c', 11, camera(3)))).toEqual([
      'none',
      'all',
      'none',
    ]);
    expect(faults(send('a', 10, camera()), send('b', 10, camera()))).toEqual(['none', 'all']);
    // The same frame sent twice is a second look at one picture.
    expect(faults(send('a', 10, camera(1)), send('b', 10, camera(1)))).toEqual(['none', 'none']);
    const demo = { kind: 'demo', label: 'bench' } as const;
    expect(faults(send('a', 10, demo), send('b', 10, demo))).toEqual(['none', 'none']);
    expect(faults(send('a', 10, camera(1)), send('b', 10, { ...camera(2), label: 'D' }))).toEqual([
      'none',
      'none',
    ]);
  });

  test('a camera’s picture that is the one before it is repeated, though that one never came here', () => {
    const frame = grey((i) => i % 50);
    const repeated = (before: string, kind: 'camera' | 'demo' = 'camera') => {
      const { data, ...rest } = frame;
      const header = { id: 'f', ...rest, source: { kind, label: 'C' }, ageMs: 0 };
      const frames = createFrames({ monotonic: () => 0 });
      frames.receive(packFrame({ ...header, camera: { track: 't', before } }, data));
      return frames.get('f').repeated;
    };
    expect(repeated(contentDigest(frame))).toBe('all');
    expect(repeated(contentDigest(frame), 'demo')).toBe('none');
    expect(repeated(contentDigest(grey((i) => (i % 50) + 1)))).toBe('none');
    // All but the second row.
    expect(repeated(contentDigest(grey((i) => (i === 1 ? 51 : i % 50))))).toBe('part');
  });
});
