import { expect, test } from 'vitest';
import { seeded } from '../../seeded.fixture.ts';
import { take, waitAfter } from './pace.ts';

test('waits grow with every failure up to five minutes, anywhere between none and the longest', () => {
  expect([1, 2, 3, 8, 9, 100].map((failures) => waitAfter(failures, 0.5))).toEqual([
    1000, 2000, 4000, 128_000, 150_000, 150_000,
  ]);
  expect(waitAfter(9, 0)).toBe(0);
});

test('a server that names a time is never asked before, and one that names a day is asked after an hour', () => {
  expect(waitAfter(1, 0, 30_000)).toBe(30_000);
  expect(waitAfter(1, 0.5, 30_000)).toBe(31_000);
  expect(waitAfter(1, 0, 86_400_000)).toBe(3_600_000);
});

test('two hundred stations that lost the registry at one moment come back spread over time', () => {
  const chance = seeded(7);
  const perSecond = new Map<number, number>();
  for (let station = 0; station < 200; station++) {
    const second = Math.floor(waitAfter(9, chance()) / 1000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(5);
});

test('what is sent never exceeds the limit by more than one file and one second', () => {
  let allowance = { bytes: 0, at: 0 };
  let now = 0;
  let sent = 0;
  for (const bytes of [500, 4000, 10, 1000, 2500]) {
    const taken = take(allowance, bytes, now, 1000);
    allowance = taken.allowance;
    now += taken.waitMs;
    sent += bytes;
    expect(now).toBe(sent);
  }
  expect(take(allowance, 10, now + 60_000, 1000).allowance.bytes).toBe(990);
  expect(take(allowance, 1e12, now, null).waitMs).toBe(0);
});
