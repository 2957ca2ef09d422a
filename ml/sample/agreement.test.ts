import { expect, test } from 'vitest';
import { agreementOf, withModel, withOthers } from './agreement.ts';
import type { Opinion, Reviewed } from './reviewed.ts';

const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

test('counts, interval and kappa of two who judged fifty pictures (the worked example of Cohen’s kappa: 0.4)', () => {
  const said = [
    ...times(20, ['defect', 'defect'] as const),
    ...times(5, ['defect', 'pass'] as const),
    ...times(10, ['pass', 'defect'] as const),
    ...times(15, ['pass', 'pass'] as const),
  ];
  const { agreed, of, interval, kappa } = agreementOf(said);
  expect([agreed, of]).toEqual([35, 50]);
  expect(kappa).toBeCloseTo(0.4, 12);
  expect(interval.map((end) => Number(end.toFixed(4)))).toEqual([0.5625, 0.809]);
});

test('nothing compared, and one answer only, say nothing of chance', () => {
  expect(agreementOf([])).toEqual({ agreed: 0, of: 0, interval: [0, 1], kappa: null });
  expect(agreementOf(times(7, ['pass', 'pass'] as const))).toMatchObject({ agreed: 7, of: 7, kappa: null });
  expect(agreementOf([...times(2, ['pass', 'defect'] as const)])).toMatchObject({
    agreed: 0,
    of: 2,
    kappa: 0,
  });
});

const one = (n: number, verdict: Reviewed['verdict'], ...opinions: Opinion[]): Reviewed => ({
  ...{ id: `station1-${n}`, at: '2026-01-01T00:00:00.000Z', verdict, disagreed: false, flagged: false },
  ...{
    image: { sha256: 'a'.repeat(64), width: 4, height: 4 },
    saidAt: { bench001: n },
    labels: [],
    opinions,
    asking: [],
  },
});
const all = [
  one(1, 'pass', { by: 'ada', verdict: 'pass', blind: true }, { by: 'max', verdict: 'defect' }),
  one(2, 'defect', { by: 'ada', verdict: 'pass' }, { by: 'max', verdict: 'pass' }),
  one(3, 'unsure', { by: 'ada', verdict: 'defect', blind: true }, { by: 'eve', verdict: 'defect' }),
  one(4, 'defect', { by: 'ada', verdict: 'cannot-tell', blind: true }, { by: 'max', verdict: 'pass' }),
];

test('with the model: what either did not decide is not counted; blind ones alone where asked', () => {
  expect(withModel(all, 'ada', false)).toMatchObject({ agreed: 1, of: 2 });
  expect(withModel(all, 'ada', true)).toMatchObject({ agreed: 1, of: 1 });
  expect(withModel(all, 'max', false)).toMatchObject({ agreed: 0, of: 3 });
  expect(withModel(all, 'nobody', false).of).toBe(0);
});

test('with each other person', () => {
  expect(withOthers(all, 'ada').map(({ other, agreement: { agreed, of } }) => [other, agreed, of])).toEqual([
    ['eve', 1, 1],
    ['max', 1, 2],
  ]);
});
