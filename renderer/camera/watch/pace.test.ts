import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

test('the usual interval, whatever one picture did', () => {
  const every = createPace();
  expect([0, 100, 200, 900, 1000].map(every)).toEqual([undefined, 100, 100, 100, 100]);
  for (let i = 0; i < 16; i++) every(2000 + 250 * i);
  expect(every(2000 + 250 * 16)).toBe(250);
});
