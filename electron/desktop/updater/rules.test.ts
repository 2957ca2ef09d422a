import { expect, test } from 'vitest';
import { isInRollout } from './rules.ts';

test('a tenth of the stations is a tenth, the same ones each time, others for the next version', () => {
  const stations = Array.from({ length: 10_000 }, (_, i) => `station-${i}`);
  const taking = (version: string, percent: number) =>
    stations.filter((station) => isInRollout(station, version, percent));
  const first = taking('1.1.0', 10);
  expect(first.length).toBeGreaterThanOrEqual(900);
  expect(first.length).toBeLessThanOrEqual(1100);
  expect(taking('1.1.0', 10)).toEqual(first);
  // A larger share keeps those that have it; the next version begins elsewhere.
  const half = new Set(taking('1.1.0', 50));
  expect(first.every((station) => half.has(station))).toBe(true);
  const again = new Set(taking('1.2.0', 10));
  expect(first.filter((station) => again.has(station)).length).toBeLessThan(200);
  expect(taking('1.1.0', 0)).toEqual([]);
  expect(taking('1.1.0', 100)).toHaveLength(10_000);
});
