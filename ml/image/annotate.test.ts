import { expect, test } from 'vitest';
import type { Finding } from '../verdict/result.ts';
import { annotate } from './annotate.ts';
import type { Frame } from './frame.ts';
import { inkAt, plainLetters } from './letters.ts';

const grey = (width: number, height: number): Frame => ({
  width,
  height,
  layout: 'rgb',
  colour: { matrix: 'bt601', range: 'full' },
  data: new Uint8Array(3 * width * height).fill(90),
});
const found = (box: Finding['box'], name = 'pit'): Finding => ({ kind: 'box', box, class: name, score: 0.5 });
const at = ({ width, data }: Frame, x: number, y: number) => [
  ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
];
const drawing = (character: string) =>
  Array.from({ length: 7 }, (_, y) =>
    Array.from({ length: 5 }, (__, x) => (inkAt(character, x, y) ? '#' : '.')).join(''),
  );

test('letters have their shapes; what is not ASCII is a question mark', () => {
  expect(drawing('A')).toEqual(['..#..', '.#.#.', '#...#', '#...#', '#####', '#...#', '#...#']);
  expect(drawing('7')).toEqual(['#####', '....#', '....#', '...#.', '..#..', '.#...', '#....']);
  expect(drawing('名')).toEqual(drawing('?'));
  expect(drawing('\0')).toEqual(drawing('?'));
  expect(plainLetters('Größe é', 6)).toBe('Große ');
});

test('a box: colour on the line, black beside it, white outermost; inside and outside stay', () => {
  const frame = grey(400, 300);
  const drawn = annotate(frame, { verdict: 'defect', score: 0.9, findings: [found([100, 150, 200, 100])] });
  const across = [95, 96, 97, 98, 99, 100, 101, 102, 103, 104].map((x) => at(drawn, x, 200));
  const [white, black, colour, stays] = [
    [255, 255, 255],
    [0, 0, 0],
    [0xe8, 0x50, 0x1f],
    [90, 90, 90],
  ];
  expect(across).toEqual([stays, stays, white, black, colour, colour, colour, black, white, stays]);
  expect(at(drawn, 200, 200)).toEqual(stays);
  expect(frame.data.every((value) => value === 90)).toBe(true);
});

test('findings at, over and far outside the edge, and the longest of names, stay inside the picture', () => {
  const findings = [
    found([-50, -50, 9000, 9000]),
    found([1e6, 1e6, 1, 1]),
    found([-1e300, -1e300, 1e301, 1e301]),
    found([0, 0, 1, 1], '<svg>&"\u202e'.repeat(40)),
  ];
  for (const [width, height] of [
    [1, 1],
    [3, 200],
    [64, 64],
  ] as const) {
    const { data } = annotate(grey(width, height), { verdict: 'unsure', score: 0.5, findings });
    expect(data.length).toBe(3 * width * height);
  }
});

test('a polygon follows its corners; planes are refused', () => {
  const polygon: Finding = {
    ...found([100, 100, 100, 100]),
    kind: 'polygon',
    polygon: [100, 100, 200, 100, 200, 200],
  };
  const drawn = annotate(grey(400, 300), { verdict: 'pass', score: 0, findings: [polygon] });
  expect(at(drawn, 150, 150)).toEqual([0x2f, 0xc6, 0xa0]);
  expect(at(drawn, 110, 190)).toEqual([90, 90, 90]);
  expect(() =>
    annotate({ ...grey(2, 2), layout: 'i420' }, { verdict: 'pass', score: 0, findings: [] }),
  ).toThrow();
});
