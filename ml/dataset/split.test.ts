import { expect, test } from 'vitest';
import type { Dataset, Entry } from './dataset.ts';
import { sidesOf } from './sides.ts';
import { splitDataset } from './split.ts';

const hash = (n: number) => n.toString(16).padStart(64, '0');
const entry = (n: number, more: Partial<Entry> = {}): Entry => ({
  ...{ name: `${n}.png`, image: hash(n), width: 10, height: 10, class: n % 4 === 0 ? 'bent' : 'ok' },
  ...more,
});
const of = (entries: Entry[]): Dataset => ({
  ...{ format: 1, name: 'tips', task: 'classify', entries },
  classes: [
    { name: 'bent', verdict: 'defect' },
    { name: 'ok', verdict: 'pass' },
  ],
});
const range = (count: number) => Array.from({ length: count }, (_, n) => n);
const count = ({ entries }: Dataset) => {
  const counts: Record<string, number> = {};
  for (const { split, class: name } of entries)
    counts[`${split} ${name}`] = (counts[`${split} ${name}`] ?? 0) + 1;
  return counts;
};
const shares = { valid: 0.2, test: 0.3, seed: 7 };

test('of every class alike, and the same seed deals the same way', () => {
  const set = of(range(400).map((n) => entry(n)));
  const split = splitDataset(set, shares);
  expect(count(split)).toEqual({
    ...{ 'train ok': 150, 'valid ok': 60, 'test ok': 90 },
    ...{ 'train bent': 50, 'valid bent': 20, 'test bent': 30 },
  });
  expect(splitDataset(set, shares)).toEqual(split);
  expect(splitDataset(set, { ...shares, seed: 8 })).not.toEqual(split);
});

test.each<[string, (n: number) => Partial<Entry>]>([
  ['a group', (n) => ({ group: `SN ${n % 20}` })],
  ['equal pictures', (n) => ({ image: hash(n % 20) })],
  ['copies of a photograph', (n) => ({ name: `tip${n % 20}.rf.${hash(n).slice(-16)}.png` })],
  [
    'a group, by way of equal pictures',
    (n) => (n % 2 === 0 ? { group: `SN ${n % 20}` } : { image: hash(n - 1) }),
  ],
])('%s stays on one side', (_, more) => {
  const { entries } = splitDataset(of(range(200).map((n) => entry(n, { class: 'ok', ...more(n) }))), shares);
  const sides = new Map<string, Set<unknown>>();
  for (const [n, { split }] of entries.entries()) {
    const key = String((n % 2 === 1 && more(1).image === hash(0) ? n - 1 : n) % 20);
    sides.set(key, (sides.get(key) ?? new Set()).add(split));
  }
  for (const [key, on] of sides) expect([key, on.size]).toEqual([key, 1]);
  expect(new Set(entries.map(({ split }) => split))).toEqual(new Set(['train', 'valid', 'test']));
});

test('no share, no side; what was dealt before does not matter', () => {
  const set = of(range(8).map((n) => entry(n, { split: 'test' })));
  expect(count(splitDataset(set, { valid: 0, test: 0, seed: 1 }))).toEqual({
    'train ok': 6,
    'train bent': 2,
  });
});

test('of several classes on a picture the rarest is shared out', () => {
  const box = (name: string) => ({ class: name, box: [0, 0, 1, 1] as [number, number, number, number] });
  const entries = range(100).map((n): Entry => {
    const { class: _, ...plain } = entry(n);
    return { ...plain, boxes: n < 10 ? [box('ok'), box('ok'), box('bent')] : [box('ok')] };
  });
  const { entries: dealt } = splitDataset(of(entries), { valid: 0, test: 0.5, seed: 3 });
  expect(dealt.filter(({ split, boxes }) => split === 'test' && boxes!.length === 3)).toHaveLength(5);
});

test('sides share no picture: what judges is not learnt from', () => {
  const picture = (image: string, split?: 'train' | 'valid' | 'test', name = `${image}.png`) => ({
    ...{ name, image, label: 'ok', split },
  });
  const all = [
    picture('a', 'train'),
    picture('b', 'train'),
    picture('turned b', 'train', 'b_rot_90.png'),
    picture('c'),
    picture('b', 'test'),
    picture('c', 'valid'),
  ];
  const { train, valid, test: tested, notes } = sidesOf(all, { validation: 0.5, seed: 1 });
  expect([train, valid, tested].map((side) => side.map(({ image }) => image))).toEqual([['a'], ['c'], ['b']]);
  expect(notes).toEqual([
    '2 training pictures are in test too, or belong to one there, and were left out of training.',
    '1 training pictures are in validation too, or belong to one there, and were left out of training.',
  ]);
});
