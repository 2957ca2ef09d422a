import { expect, test } from 'vitest';
import { fromHalf, toHalf } from './half.ts';

test('float16 as numpy rounds it', () => {
  // numpy.float16(x).view(numpy.uint16)
  const known: [number, number][] = [
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [-Infinity, 0xfc00],
    [0.1, 0x2e66],
    [1 / 3, 0x3555],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [6.1e-5, 0x03ff],
    [2049, 0x6800],
    [2051, 0x6802],
  ];
  expect([...toHalf(Float32Array.from(known, ([value]) => value))]).toEqual(known.map(([, bits]) => bits));
  expect([...toHalf(Float32Array.of(NaN))]).toEqual([0x7e00]);
});

test('every float16 there and back', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
  const floats = fromHalf(all);
  const numbers = [...all.keys()].filter((bits) => !Number.isNaN(floats[bits]));
  expect(numbers).toHaveLength(65_536 - 2 * 1023);
  const back = toHalf(floats);
  expect(numbers.filter((bits) => back[bits] !== bits)).toEqual([]);
});
