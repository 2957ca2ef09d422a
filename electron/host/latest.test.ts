import { expect, it } from 'vitest';
import { createLatest } from './latest.ts';

it('gives the newest value, skips what a slow reader missed, and ends by its signal', async () => {
  const latest = createLatest(1);
  const stop = new AbortController();
  const stream = latest.follow(stop.signal);
  expect((await stream.next()).value).toBe(1);
  latest.set(2);
  latest.set(3);
  expect((await stream.next()).value).toBe(3);
  const next = stream.next();
  latest.set(4);
  expect((await next).value).toBe(4);
  const last = stream.next();
  stop.abort();
  expect((await last).done).toBe(true);
});

it('serves several readers', async () => {
  const latest = createLatest('a');
  const [one, two] = [latest.follow(undefined), latest.follow(undefined)];
  await Promise.all([one.next(), two.next()]);
  const both = Promise.all([one.next(), two.next()]);
  latest.set('b');
  expect((await both).map((r) => r.value)).toEqual(['b', 'b']);
});
