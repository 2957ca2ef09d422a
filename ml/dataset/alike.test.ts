import { expect, test } from 'vitest';
import { createRandom } from '../demo/random.ts';
import { createLikeness, nearDuplicates, type Pair } from './alike.ts';

/** A picture like no other with another seed; brighter, it is the same to the eye. */
const look = (seed: number, level = 0): Uint8Array => {
  const random = createRandom(seed);
  return Uint8Array.from({ length: 1024 }, () => level + random.below(200));
};
/** Every seventh is a brighter copy of the one before. */
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    image: `p${i}`,
    look: i % 7 === 6 ? look(i - 1, 20) : look(i),
  }));
const expected = (count: number): Pair[] =>
  Array.from({ length: Math.floor(count / 7) }, (_, i) => [7 * i + 5, 7 * i + 6]);

test('copies are found whatever lies between them; plain pictures are like no other', () => {
  expect(nearDuplicates(many(700))).toEqual(expected(700));
  const plain = new Uint8Array(1024).fill(9);
  const [one, other] = [look(1), look(1, 3)];
  const all = [plain, plain, one, other].map((each, i) => ({ image: `p${i}`, look: each }));
  expect(nearDuplicates(all)).toEqual([[2, 3]]);
});

test('pictures that come in batches are each held against all others, and once', () => {
  const pictures = many(350);
  const likeness = createLikeness();
  const learn = (some: typeof pictures) => [
    ...likeness.learn(new Map(some.map(({ image, look: of }) => [image, of]))),
  ];
  // Copies part: the original in one batch, the copy in another.
  learn(pictures.filter((_, i) => i % 7 !== 6));
  learn(pictures.filter((_, i) => i % 7 === 6 && i < 100));
  learn(pictures);
  expect(likeness.pairs(pictures.map(({ image }) => image))).toEqual(expected(350));
  // Nothing is looked at again.
  expect(learn(pictures)).toEqual([]);
  // Of those that are asked for, in their order; two of one key are the same picture and no pair.
  expect(likeness.pairs(['p6', 'p1', 'p5', 'p5'])).toEqual([
    [0, 2],
    [0, 3],
  ]);
});

test('what was not brought to its end is not remembered', () => {
  const pictures = new Map(many(700).map(({ image, look: of }) => [image, of]));
  const likeness = createLikeness();
  expect(likeness.learn(pictures).next().done).toBe(false);
  expect(likeness.pairs([...pictures.keys()])).toEqual([]);
  for (const _ of likeness.learn(pictures));
  expect(likeness.pairs([...pictures.keys()])).toEqual(expected(700));
});

test('of a scene that stands still not every pair is named', () => {
  const still = Array.from({ length: 300 }, (_, i) => ({ image: `p${i}`, look: look(1, i % 50) }));
  const pairs = nearDuplicates(still);
  expect(pairs.length).toBeLessThanOrEqual(20 * 300);
  expect(new Set(pairs.flat()).size).toBe(300);
});
