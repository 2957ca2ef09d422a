import { expect, test } from 'vitest';
import { meansGood } from './class-words.ts';
import { readIdx, readIdxPair } from './idx.ts';

const idx = (dims: readonly number[], values: readonly number[], type = 8) =>
  Uint8Array.from([
    0,
    0,
    type,
    dims.length,
    ...dims.flatMap((size) => [0, 0, size >> 8, size & 255]),
    ...values,
  ]);

test('two pictures of 2 × 3 and their labels', () => {
  const pair = readIdxPair(idx([2, 2, 3], [...Array(12).keys()]), idx([2], [7, 1]));
  expect([pair.count, pair.width, pair.height, [...pair.labels]]).toEqual([2, 3, 2, [7, 1]]);
  expect([...pair.picture(1)]).toEqual([6, 7, 8, 9, 10, 11]);
});
test.each([
  ['', new Uint8Array(), 'this is not an IDX file'],
  ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'this is not an IDX file'],
  ['floats', idx([1], [0, 0, 0, 0], 13), 'this has type 13'],
  ['a cut header', idx([2, 2], []).subarray(0, 9), 'ends in its header'],
  ['cut values', idx([2, 2], [1, 2, 3]), 'has 3 values, its header asks for 4'],
  ['a size of billions', Uint8Array.of(0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255), 'has 0 values'],
])('refused: %s', (_, bytes, message) => expect(() => readIdx(bytes)).toThrow(message));
test('files that do not belong together', () => {
  expect(() => readIdxPair(idx([1, 1, 1], [0]), idx([2], [0, 1]))).toThrow('1 pictures and 2 labels');
  expect(() => readIdxPair(idx([2], [0, 1]), idx([2], [0, 1]))).toThrow('3 dimensions');
});
test('words for good, as words of the name only', () => {
  expect(['ok_front', 'MT_Free', 'Good', 'normal-2', 'pass'].map(meansGood)).toEqual(Array(5).fill(true));
  expect(['broken', 'notok', 'goods', 'MT_Crack'].map(meansGood)).toEqual(Array(4).fill(false));
});
