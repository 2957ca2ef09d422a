import { expect, test } from 'vitest';
import { waitBeforeRestart } from './restart.ts';

test('at once, then twice as long each time, half a minute at most, for ever', () => {
  const crashes: number[] = [];
  const waits = Array.from({ length: 12 }, (_, n) =>
    waitBeforeRestart([...crashes, (crashes[n] = n * 1000)]),
  );
  expect(waits).toEqual([0, 250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000]);
});

test('what crashed long ago is forgotten', () => {
  expect(waitBeforeRestart([0, 1000, 2000, 301_999])).toBe(250);
  expect(waitBeforeRestart([0, 1000, 2000, 400_000])).toBe(0);
});
