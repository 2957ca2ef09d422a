import { expect, test } from 'vitest';
import { createCaptureClock } from './capture-clock.ts';

test('a picture that waited is as old as it is, one that came in time is new', () => {
  const captured = createCaptureClock();
  // Measured: a page stopped for 4 s found a picture waiting that had been captured 3753 ms before it arrived.
  const pictures = [
    [1790.1, 12_366_650.4],
    [1857.9, 12_366_717.1],
    [5876.7, 12_366_983.8],
    [5922.9, 12_370_783.4],
  ] as const;
  const ages = pictures.map(([arrived, stamp]) => Math.round(arrived - captured(stamp * 1000, arrived)));
  expect(ages).toEqual([0, 1, 3753, 0]);
});

test('a clock that jumps for good is believed after 24 pictures', () => {
  const captured = createCaptureClock();
  const age = (stamp: number, arrived: number) => arrived - captured(stamp * 1000, arrived);
  for (let i = 0; i < 40; i++) expect(age(i * 100, 5000 + i * 100)).toBe(0);
  const after = Array.from({ length: 40 }, (_, i) => age(i * 100, 10_000 + i * 100));
  expect(after[0]).toBe(5000);
  expect(after.indexOf(0)).toBe(23);
});

test('one timestamp ahead of its time makes only the next two look old', () => {
  const captured = createCaptureClock();
  const ages = Array.from({ length: 6 }, (_, i) => {
    const arrived = 1000 + i * 66;
    return arrived - captured((i === 0 ? 4000 : i * 66) * 1000, arrived);
  });
  expect(ages).toEqual([0, 4000, 4000, 0, 0, 0]);
});
