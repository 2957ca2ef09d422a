import { expect, test } from 'vitest';
import { createPause } from './pause.ts';
import { createFakeClock } from './platform-memory.fixture.ts';

function held() {
  let end = () => {};
  const promise = new Promise<void>((resolve) => (end = resolve));
  return { promise, end: () => (end(), promise) };
}

test('work begins when nobody has waited for a while, once for each time', async () => {
  const clock = createFakeClock();
  let done = 0;
  const pause = createPause({ clock, ms: 50, work: () => Promise.resolve(void done++) });
  clock.advance(1000);
  expect(done).toBe(0);
  expect(await pause.around(() => Promise.resolve('pass'))).toBe('pass');
  clock.advance(49);
  await pause.around(() => Promise.reject(new Error('not written'))).catch(() => {});
  clock.advance(49);
  expect(done).toBe(0);
  clock.advance(1);
  expect(done).toBe(1);
  clock.advance(1000);
  expect(done).toBe(1);
});

test('while one of two still waits there is no pause', async () => {
  const clock = createFakeClock();
  let done = 0;
  const pause = createPause({ clock, ms: 50, work: () => Promise.resolve(void done++) });
  const [one, two] = [held(), held()];
  const both = [pause.around(() => one.promise), pause.around(() => two.promise)];
  await one.end();
  await both[0];
  clock.advance(1000);
  expect(done).toBe(0);
  await two.end();
  await both[1];
  clock.advance(50);
  expect(done).toBe(1);
});

test('once closed nothing begins, and what is under way is waited for', async () => {
  const clock = createFakeClock();
  const work = held();
  let begun = 0;
  const pause = createPause({ clock, ms: 50, work: () => (begun++, work.promise) });
  await pause.around(() => Promise.resolve());
  clock.advance(50);
  await pause.around(() => Promise.resolve());
  let closed = false;
  const closing = pause.close().then(() => (closed = true));
  clock.advance(1000);
  await Promise.resolve();
  expect({ begun, closed }).toEqual({ begun: 1, closed: false });
  await work.end();
  await closing;
  await pause.around(() => Promise.resolve());
  clock.advance(1000);
  expect(begun).toBe(1);
});
