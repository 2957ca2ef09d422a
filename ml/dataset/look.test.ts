import { expect, test } from 'vitest';
import type { Frame } from '../image/frame.ts';
import { lookOf } from './look.ts';

const colour = { matrix: 'bt601', range: 'full' } as const;
const grey = (width: number, height: number, level: (x: number, y: number) => number): Frame => ({
  ...{ width, height, layout: 'grey', colour },
  data: Uint8Array.from({ length: width * height }, (_, i) => level(i % width, Math.floor(i / width))),
});

test('means of blocks, nearest pixels of small pictures', () => {
  const large = lookOf(grey(64, 128, (x, y) => (x < 2 && y < 4 ? (x + y) * 10 : 7)));
  expect([large[0], large[1], large.length]).toEqual([20, 7, 1024]);
  const small = lookOf(grey(2, 1, (x) => 100 * x));
  expect([small[15], small[16], small[1023]]).toEqual([0, 100, 100]);
});
test('colours by their brightness', () => {
  const red = { ...grey(1, 1, () => 0), layout: 'rgb' as const, data: Uint8Array.of(255, 0, 0) };
  expect(lookOf(red)[0]).toBe(76);
});
