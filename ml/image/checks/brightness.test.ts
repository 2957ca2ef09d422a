import { describe, expect, test } from 'vitest';
import type { Frame } from '../frame.ts';
import { brightnessFault } from './brightness.ts';

const limited = { matrix: 'bt601', range: 'limited' } as const;
const full = { matrix: 'bt601', range: 'full' } as const;
const grey = (value: (i: number) => number, colour: Frame['colour'] = full): Frame => ({
  width: 40,
  height: 50,
  layout: 'grey',
  colour,
  data: Uint8Array.from({ length: 2000 }, (_, i) => value(i)),
});

describe('brightnessFault', () => {
  test.each([
    ['black with noise', grey((i) => i % 13), 'picture-black'],
    ['black of a limited range', grey((i) => 16 + (i % 13), limited), 'picture-black'],
    ['the same values of a full range', grey((i) => 16 + (i % 13), full), null],
    ['black with two hot pixels of 2000', grey((i) => (i < 2 ? 255 : 3)), 'picture-black'],
    ['black with three bright ones', grey((i) => (i < 3 ? 255 : 3)), null],
    ['white', grey(() => 255), 'picture-one-value'],
    ['one grey, give or take one', grey((i) => 99 + (i % 3)), 'picture-one-value'],
    ['a weak picture', grey((i) => 99 + (i % 4)), null],
  ] as const)('%s', (_, frame, fault) => expect(brightnessFault(frame)).toBe(fault));

  test('colour is not brightness: a frame is judged by its Y, or the green of RGB', () => {
    const data = Uint8Array.from({ length: 3 * 16 }, (_, i) => (i % 3 === 1 ? 90 : i * 5));
    expect(brightnessFault({ width: 4, height: 4, layout: 'rgb', colour: full, data })).toBe(
      'picture-one-value',
    );
    const planes = Uint8Array.from({ length: 24 }, (_, i) => (i < 16 ? 0 : i * 10));
    expect(brightnessFault({ width: 4, height: 4, layout: 'i420', colour: limited, data: planes })).toBe(
      'picture-black',
    );
  });
});
