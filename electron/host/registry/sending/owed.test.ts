import { expect, test } from 'vitest';
import { nothingSent, owedOf, settled } from './owed.ts';
import type { Plan } from './plan.ts';

const dataset = (sha: string, pictures: number): Plan => ({
  ...{ kind: 'dataset', name: 'trays', sha256: sha.repeat(64), at: 0 },
  pictures: Array.from({ length: pictures }, (_, i) => ({ sha256: `${i}`, bytes: 4_000_000 })),
});
const plans = [dataset('a', 2), dataset('b', 0), dataset('c', 1)];
const [a, b, c] = ['a', 'b', 'c'].map((sha) => `dataset/trays/${sha.repeat(64)}`);

test('a plan is owed before its pictures, an earlier one before a later one', () => {
  expect(owedOf(plans, nothingSent).map(({ id }) => id)).toEqual([
    ...[a, `${a}/pictures/1`, `${a}/pictures/2`, b, c, `${c}/pictures/1`],
  ]);
});

test('what was sent whole is one number; what lies behind a gap is kept by name', () => {
  const gap = settled(plans, { through: 0, items: new Set([`${a}/pictures/1`, a!, b!]) });
  expect(gap).toEqual({ through: 0, items: new Set([`${a}/pictures/1`, a, b]) });
  expect(owedOf(plans, gap).map(({ id }) => id)).toEqual([`${a}/pictures/2`, c, `${c}/pictures/1`]);
  const closed = settled(plans, { ...gap, items: new Set([...gap.items, `${a}/pictures/2`]) });
  expect(closed).toEqual({ through: 2, items: new Set() });
});
