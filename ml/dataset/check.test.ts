import { expect, test } from 'vitest';
import { createRandom } from '../demo/random.ts';
import { nearDuplicates } from './alike.ts';
import { checkDataset, checks } from './check.ts';
import type { Examination, Examined } from './examined.ts';

/** A picture like no other with another seed. */
function look(seed: number, level = 0): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: 1024 }, () => level + random.below(200));
}
const picture = (name: string, more: Partial<Examined> = {}): Examined => {
  const seed = Array.from(name).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1e9, 7);
  return { ...{ file: name, name, image: name, width: 100, height: 50, look: look(seed) }, ...more };
};
const of = (pictures: readonly Examined[], more: Partial<Examination> = {}): Examination => ({
  ...{ pictures, alike: nearDuplicates(pictures), classes: [], faults: [] },
  ...more,
});
const many = (count: number, side: Examined['split'], more: (i: number) => Partial<Examined> = () => ({})) =>
  Array.from({ length: count }, (_, i) =>
    picture(`${side}/${i}.jpg`, { ...(side && { split: side }), ...more(i) }),
  );
const box = (...values: [number, number, number, number]) => ({ boxes: [{ class: 'pit', box: values }] });
const fault = (check: 'unreadable' | 'orphan-picture' | 'orphan-annotation' | 'unknown-class') =>
  of([picture('a')], { faults: [{ check, file: 'a', message: 'told by the reader' }] });
const fine = of([picture('a')]);
const values = { maskValues: [{ from: 0, to: 2, class: null }] };
const opened = (...seen: number[]) => ({ opened: { width: 100, height: 50, values: seen } });
const train = { split: 'train' } as const;
const valid = { split: 'valid' } as const;

/** For every check: what trips it, what it says, and the nearest thing that does not. */
const cases: Readonly<Record<string, readonly [trips: Examination, says: string, passes: Examination]>> = {
  unreadable: [fault('unreadable'), 'told by the reader', fine],
  'unknown-class': [fault('unknown-class'), 'told by the reader', fine],
  'orphan-picture': [fault('orphan-picture'), 'told by the reader', fine],
  'orphan-annotation': [fault('orphan-annotation'), 'told by the reader', fine],
  'unknown-mask-value': [
    of([picture('a', opened(0, 3, 2))], values),
    'the mask of a has 3, which mean no class',
    of([picture('a', opened(0, 2))], values),
  ],
  'box-empty': [
    of([picture('a', box(1, 1, 0, 5))]),
    'box 1 of a [1, 1, 0, 5] has no size',
    of([picture('a', box(1, 1, 0.5, 5))]),
  ],
  'box-outside': [
    of([picture('a', box(95, 1, 7, 5))]),
    'box 1 of a [95, 1, 7, 5] reaches out of the picture',
    of([picture('a', { boxes: [{ class: 'pit', box: [0, 0, 1, 1.019], relative: true }] })]),
  ],
  'size-mismatch': [
    of([picture('a', { declared: { width: 50, height: 100 } })]),
    'a is 100 × 50, its annotation says 50 × 100',
    of([picture('a', { declared: { width: 100, height: 50 } }), picture('b', opened(1))]),
  ],
  'same-picture-across-split': [
    of([picture('a', { ...train, image: 'x' }), picture('b', { ...valid, image: 'x' })]),
    'b is in valid and in train (a)',
    of([picture('a', { ...train, image: 'x' }), picture('b', { ...train, image: 'x' })]),
  ],
  'same-group-across-split': [
    of([picture('a', { ...train, group: 'SN 1' }), picture('b', { split: 'test', group: 'SN 1' })]),
    'b shows one piece in test and in train (a)',
    of([picture('a', { ...train, group: 'SN 1' }), picture('b', { split: 'test', group: 'SN 2' })]),
  ],
  'copies-across-split': [
    of([
      picture('a_jpg.rf.0123456789abcdef01.jpg', train),
      picture('a_jpg.rf.fedcba9876543210aa.jpg', valid),
    ]),
    'a_jpg.rf.fedcba9876543210aa.jpg has varied copies in valid and in train (a_jpg.rf.0123456789abcdef01.jpg)',
    of([
      picture('a_jpg.rf.0123456789abcdef01.jpg', train),
      picture('b_jpg.rf.fedcba9876543210aa.jpg', valid),
    ]),
  ],
  'label-conflict': [
    of([picture('a', { image: 'x', class: 'ok' }), picture('b', { image: 'x', class: 'bent' })]),
    'the same picture is labelled differently: ok, bent',
    of([picture('a', { image: 'x', class: 'ok' }), picture('b', { image: 'x', class: 'ok' })]),
  ],
  'near-duplicate-across-split': [
    of([picture('a', { ...train, look: look(1) }), picture('b', { ...valid, look: look(1, 30) })]),
    'b looks like a',
    of([picture('a', { ...train, look: look(1) }), picture('b', { ...valid, look: look(2) })]),
  ],
  duplicate: [
    of([picture('a', { image: 'x' }), picture('b', { image: 'x' })]),
    '2 files hold the same picture',
    of([picture('a'), picture('b')]),
  ],
  'near-duplicate': [
    of([picture('a', { look: look(1) }), picture('b', { look: look(1, 30) })]),
    'b looks like a',
    of([picture('a', { look: look(1), image: 'x' }), picture('b', { look: look(1), image: 'x' })]),
  ],
  'box-twice': [
    of([picture('a', { boxes: [...box(1, 1, 2, 2).boxes, ...box(1, 1, 2, 2).boxes] })]),
    '1 boxes of a are there twice',
    of([picture('a', { boxes: [...box(1, 1, 2, 2).boxes, ...box(1, 1, 2, 3).boxes] })]),
  ],
  'count-mismatch': [
    of([picture('a', { ...box(1, 1, 2, 2), declared: { boxes: 2 } })]),
    'a should have 2 boxes and has 1',
    of([picture('a', { ...box(1, 1, 2, 2), declared: { boxes: 1 } })]),
  ],
  'empty-class': [
    of([picture('a', { class: 'ok' })], { classes: ['ok', 'bent'] }),
    'nothing shows bent',
    of([picture('a', { class: 'ok' }), picture('b', box(1, 1, 2, 2))], { classes: ['ok', 'pit'] }),
  ],
  imbalance: [
    of([...many(11, 'train', () => ({ class: 'ok' })), picture('b', { class: 'bent' })]),
    'ok occurs 11 times, bent 1 times',
    of([...many(10, 'train', () => ({ class: 'ok' })), picture('b', { class: 'bent' })]),
  ],
  'split-sizes': [
    of([...many(3, 'train'), ...many(4, 'test')]),
    'test has 4 pictures, train has 3',
    of([...many(4, 'train'), ...many(2, 'test')]),
  ],
  'split-drift': [
    of([...many(30, 'train'), ...many(30, 'test', (i) => ({ look: look(i + 5000, 55) }))]),
    'test is lit differently from train (PSI',
    of([...many(30, 'train'), ...many(30, 'test')]),
  ],
};

test('every check has its two cases', () =>
  expect(Object.keys(cases).toSorted()).toEqual(checks.map(({ name }) => name).toSorted()));
test.each(Object.entries(cases))('%s', (name, [trips, says, passes]) => {
  const found = checkDataset(trips).find(({ check }) => check === name);
  expect(found?.offenders[0]?.message).toContain(says);
  expect(found?.count).toBe(found?.offenders.length);
  expect(checkDataset(passes).map(({ check }) => check)).not.toContain(name);
});

test('as many offenders as pictures would have to go', () => {
  const twice = of([
    picture('a', { ...train, image: 'x' }),
    picture('b', { ...train, image: 'x' }),
    picture('c', { ...valid, image: 'x' }),
    picture('d', { split: 'test', image: 'x' }),
  ]);
  const [found] = checkDataset(twice).filter(({ check }) => check === 'same-picture-across-split');
  expect(found?.offenders.map(({ files }) => files)).toEqual([
    ['c', 'a'],
    ['d', 'a'],
  ]);
});
