import { describe, expect, test } from 'vitest';
import { areaTaps, linearTaps, pillowTaps, roundHalfEven } from './taps.ts';
import { resize, type Picture } from './twin.ts';

const lists = (weights: readonly Int32Array[]) => weights.map((list) => [...list]);

describe('linear, as OpenCV', () => {
  test('4 to 2: halves between two pixels', () => {
    const { first, second, weights } = linearTaps(4, 2, 'columns');
    expect([[...first], [...second], [...weights]]).toEqual([
      [0, 2],
      [1, 3],
      [1024, 1024, 1024, 1024],
    ]);
  });

  test('2 to 4: outside, a column has one weight, a row keeps both and repeats the edge', () => {
    expect([...linearTaps(2, 4, 'columns').weights]).toEqual([2048, 0, 1536, 512, 512, 1536, 2048, 0]);
    const rows = linearTaps(2, 4, 'rows');
    expect([...rows.weights]).toEqual([512, 1536, 1536, 512, 512, 1536, 1536, 512]);
    expect([[...rows.first], [...rows.second]]).toEqual([
      [0, 0, 0, 1],
      [0, 1, 1, 1],
    ]);
  });

  // cv2.resize(row, (target, 1))[0, at] of a black row with one lit pixel, OpenCV 5.0.0; with source/target as scale it would be one off
  test.each([
    [7983, 2048, 1052, 4103, 60, 5],
    [6231, 2048, 1347, 4100, 68, 17],
  ])('%i to %i: the scale is 1/(target/source)', (source, target, at, lit, level, expected) => {
    const picture: Picture = { width: source, height: 1, channels: 1, data: new Uint8Array(source) };
    picture.data[lit] = level;
    expect(resize('cv2-linear/u8', picture, target, 1).data[at]).toBe(expected);
  });
});

describe('Pillow', () => {
  test('4 to 2: a triangle twice as wide, in 22 bits', () => {
    const { start, weights } = pillowTaps(4, 2);
    expect([...start]).toEqual([0, 1]);
    // 3 : 3 : 1 and 1 : 3 : 3 of 4194304
    expect(lists(weights)).toEqual([
      [1797559, 1797559, 599186],
      [599186, 1797559, 1797559],
    ]);
  });

  test('the same size: every pixel is itself', () => {
    expect(lists(pillowTaps(3, 3).weights).map((list) => Math.max(...list))).toEqual([
      1 << 22,
      1 << 22,
      1 << 22,
    ]);
  });
});

describe('area', () => {
  test('3 to 2: the middle pixel is shared, the weights sum to 16384', () => {
    const { start, weights } = areaTaps(3, 2);
    expect([...start]).toEqual([0, 1]);
    expect(lists(weights)).toEqual([
      [10923, 5461],
      [5461, 10923],
    ]);
  });

  test('weights always sum to 16384 and are never negative', () => {
    for (const [source, target] of [
      [1080, 234],
      [8192, 28],
      [8191, 1],
      [17, 17],
    ] as const)
      for (const list of areaTaps(source, target).weights) {
        expect(list.reduce((sum, weight) => sum + weight, 0)).toBe(16384);
        expect(Math.min(...list)).toBeGreaterThanOrEqual(0);
      }
  });

  test('an enlargement is refused', () => {
    expect(() => areaTaps(9, 10)).toThrow('area/u8 only reduces: 9 pixels cannot become 10');
  });
});

test('a half rounds to the even neighbour', () => {
  expect([0.5, 1.5, 2.5, -0.5, -1.5, 1.4, 1.6].map(roundHalfEven)).toEqual([0, 2, 2, 0, -2, 1, 2]);
});
