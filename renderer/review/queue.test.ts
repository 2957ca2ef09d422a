import { expect, test } from 'vitest';
import type { Sample } from '../projection/sample.ts';
import { choicesOf, idOf, orders, queueOf, topsOf } from './queue.ts';

const sample = (seq: number, more: Partial<Sample> = {}): Sample => ({
  ...{ station: 'bench1', seq, at: 1000 * seq, verdict: 'unsure', reasons: ['unsure'], by: 'ada' },
  ...{ doubt: 0, novelty: 0, ...more },
});
const samples = [
  sample(4, { doubt: 0.2, novelty: 0.99, instrument: 'Kerrison', verdict: 'pass', reasons: ['novel'] }),
  sample(2, { doubt: 0.9, instrument: 'Needle', package: 'instruments v14' }),
  sample(9, { doubt: 0.9, by: 'max', reasons: ['flagged', 'unsure'], package: 'instruments v14' }),
  sample(1, { station: 'bench2', at: 3000, verdict: 'defect', reasons: ['defect'], novelty: 0.995 }),
  sample(3, { conflict: true, reasons: [], instrument: 'Kerrison' }),
];
const ids = (list: readonly Sample[]) => list.map(idOf);

test('oldest, most unsure and most novel first; the older of two alike, then by station and number', () => {
  const all = (order: (typeof orders)[number]) => ids(queueOf(samples, order, {}));
  expect(all('oldest')).toEqual(['bench1-2', 'bench1-3', 'bench2-1', 'bench1-4', 'bench1-9']);
  expect(all('unsure')).toEqual(['bench1-2', 'bench1-9', 'bench1-4', 'bench1-3', 'bench2-1']);
  expect(all('novel')).toEqual(['bench2-1', 'bench1-4', 'bench1-2', 'bench1-3', 'bench1-9']);
  for (const order of orders)
    expect(ids(queueOf(samples.toReversed(), order, {}))).toEqual(ids(queueOf(samples, order, {})));
});

test('every filter cuts, and together they cut more', () => {
  const left = (filter: Parameters<typeof queueOf>[2]) => ids(queueOf(samples, 'oldest', filter));
  expect(left({ reason: 'unsure' })).toEqual(['bench1-2', 'bench1-9']);
  expect(left({ reason: 'conflict' })).toEqual(['bench1-3']);
  expect(left({ instrument: 'Kerrison' })).toEqual(['bench1-3', 'bench1-4']);
  expect(left({ by: 'max' })).toEqual(['bench1-9']);
  expect(left({ package: 'instruments v14' })).toEqual(['bench1-2', 'bench1-9']);
  expect(left({ verdict: 'pass' })).toEqual(['bench1-4']);
  expect(left({ package: 'instruments v14', by: 'ada' })).toEqual(['bench1-2']);
  expect(left({ station: 'bench2' })).toEqual(['bench2-1']);
  expect(left({ by: 'nobody' })).toEqual([]);
});

test('what can be chosen is what waits, counted', () => {
  expect(choicesOf(samples)).toEqual({
    reason: [
      { name: 'conflict', n: 1 },
      { name: 'flagged', n: 1 },
      { name: 'defect', n: 1 },
      { name: 'unsure', n: 2 },
      { name: 'novel', n: 1 },
    ],
    instrument: [
      { name: 'Kerrison', n: 2 },
      { name: 'Needle', n: 1 },
    ],
    by: [
      { name: 'ada', n: 4 },
      { name: 'max', n: 1 },
    ],
    package: [{ name: 'instruments v14', n: 2 }],
    verdict: [
      { name: 'unsure', n: 3 },
      { name: 'defect', n: 1 },
      { name: 'pass', n: 1 },
    ],
    station: [
      { name: 'bench1', n: 4 },
      { name: 'bench2', n: 1 },
    ],
  });
});

test('what arrives later lies above the highest number of its station', () => {
  expect([...topsOf(samples)]).toEqual([
    ['bench1', 9],
    ['bench2', 1],
  ]);
});

test('most likely mislabelled: the label that the model contradicts most comes first', () => {
  const labelled = [
    sample(1, { contradiction: 0.2 }),
    sample(2, { contradiction: 0.9 }),
    sample(3, { contradiction: 0.9, at: 1 }),
    sample(4),
  ];
  expect(ids(queueOf(labelled, 'mislabelled', {}))).toEqual(['bench1-3', 'bench1-2', 'bench1-1', 'bench1-4']);
});

test('what people asked for a second look at is found by that', () => {
  const asked = [sample(1, { asking: ['ada'], reasons: ['defect'] }), sample(2)];
  expect(ids(queueOf(asked, 'oldest', { reason: 'second-look' }))).toEqual(['bench1-1']);
  expect(choicesOf(asked).reason).toEqual([
    { name: 'second-look', n: 1 },
    { name: 'defect', n: 1 },
    { name: 'unsure', n: 1 },
  ]);
});
