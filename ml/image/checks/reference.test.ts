import { expect, test } from 'vitest';
import type { Frame } from '../frame.ts';
import { referenceFault, type Reference } from './reference.ts';

/** A chessboard of one pixel, `step` high, at the left; a grey patch of `level` at the right. */
const picture = (step: number, level: number, range: 'full' | 'limited' = 'limited'): Frame => ({
  ...{ width: 32, height: 16, layout: 'grey', colour: { matrix: 'bt601', range } },
  data: Uint8Array.from({ length: 512 }, (_, i) => {
    const [x, y] = [i % 32, Math.floor(i / 32)];
    return x < 16 ? 100 + step * ((x + y) % 2) : level;
  }),
});
const none: Reference = { grey: null, focus: null, exposure: null };
const grey = { area: [20, 0, 8, 8] } as const;
const focus = { area: [0, 0, 16, 16], measure: 16 * 40 ** 2 } as const;

test('what has no reference is not checked', () => {
  expect(referenceFault(picture(0, 16), none)).toBe(null);
});

test('a grey patch may be off by 3 % of its distance from black', () => {
  const at = (level: number, range?: 'full') =>
    referenceFault(picture(9, level, range), { ...none, grey: { ...grey, level: 102 } });
  // 3 % of 86, since black is 16.
  expect([99, 100, 104, 105].map((level) => at(level))).toEqual([
    'picture-exposure',
    null,
    null,
    'picture-exposure',
  ]);
  // 3 % of 102, since black is 0.
  expect([98, 99].map((level) => at(level, 'full'))).toEqual(['picture-exposure', null]);
});

test('focus may fall by 15 %', () => {
  // The measure is 16 times the square of the step: 37² / 40² = 0.856, 36² / 40² = 0.81.
  const at = (step: number) => referenceFault(picture(step, 116), { ...none, focus });
  expect([40, 37, 36, 80].map(at)).toEqual([null, null, 'picture-blurred', null]);
});

test('a tenth more of the picture may be at either end', () => {
  const at = (level: number, high: number, low = 0) =>
    referenceFault(picture(9, level), { ...none, exposure: { low, high } });
  expect([at(235, 0.41), at(235, 0.39), at(16, 0, 0.41), at(16, 0, 0.39)]).toEqual([
    null,
    'picture-exposure',
    null,
    'picture-exposure',
  ]);
});
