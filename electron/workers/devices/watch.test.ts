import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DevicesSaid, PluggedCamera } from '../../contract/devices.ts';
import type { Bus } from './bus.ts';
import { watch } from './watch.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const camera = (id: string): PluggedCamera => ({
  ...{ id, vendor: 1, product: 2, serial: null, manufacturer: null, name: null },
  ...{ port: '1-1', certain: true },
});

/** A bus of which the test says what is on it, and when its list comes. */
function bench() {
  const said: DevicesSaid[] = [];
  let on: PluggedCamera[] = [];
  let attached: (camera: PluggedCamera) => void = () => {};
  let detached: (id: string) => void = () => {};
  let listed = () => {};
  let slow = false;
  const bus: Bus = {
    async list() {
      const found = [...on];
      if (slow) await new Promise<void>((resolve) => (listed = resolve));
      return found;
    },
    subscribe: (a, d) => ([attached, detached] = [a, d]),
  };
  return {
    ...{ bus, said },
    say: (message: DevicesSaid) => void said.push(message),
    plug(id: string) {
      on = [...on, camera(id)];
      attached(camera(id));
    },
    pull(id: string) {
      on = on.filter((one) => one.id !== id);
      detached(id);
    },
    setSlow: (now: boolean) => (slow = now),
    finishList: () => listed(),
  };
}
const idsOf = (said: DevicesSaid | undefined) =>
  said?.say === 'list' ? said.cameras.map(({ id }) => id) : said?.say;

test('without a bus it says so, again and again, and takes one that comes later', async () => {
  const { bus, said, say } = bench();
  let there = false;
  const open = () => (there ? Promise.resolve(bus) : Promise.reject(new Error('no bus')));
  void watch(open, say);
  await vi.advanceTimersByTimeAsync(25_000);
  expect(said).toEqual(Array.from({ length: 3 }, () => ({ say: 'none', why: 'no bus' })));
  there = true;
  await vi.advanceTimersByTimeAsync(5000);
  expect(said.slice(3)).toEqual([{ say: 'list', cameras: [] }]);
});

test('events as they come, the whole list when they are over, and every 5 s', async () => {
  const { bus, said, say, plug, pull } = bench();
  void watch(() => Promise.resolve(bus), say);
  await vi.advanceTimersByTimeAsync(0);
  for (let i = 0; i < 10; i++) {
    plug('a');
    await vi.advanceTimersByTimeAsync(100);
    pull('a');
    await vi.advanceTimersByTimeAsync(100);
  }
  plug('b');
  expect(said.map(idsOf)).toEqual([
    [],
    ...Array.from({ length: 10 }, () => ['attached', 'detached']).flat(),
    'attached',
  ]);
  await vi.advanceTimersByTimeAsync(300);
  expect(said.slice(22).map(idsOf)).toEqual([['b']]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said.slice(23).map(idsOf)).toEqual([['b'], ['b']]);
});

test('a list begun before an event is not told', async () => {
  const { bus, said, say, plug, setSlow, finishList } = bench();
  setSlow(true);
  void watch(() => Promise.resolve(bus), say);
  await vi.advanceTimersByTimeAsync(0);
  plug('a');
  setSlow(false);
  finishList();
  await vi.advanceTimersByTimeAsync(300);
  expect(said.map(idsOf)).toEqual(['attached', ['a']]);
});

test('a bus that can no longer be read ends it', async () => {
  const { bus, say } = bench();
  const gone = { ...bus, list: () => Promise.reject(new Error('gone')) };
  await expect(watch(() => Promise.resolve(gone), say)).rejects.toThrow('gone');
});
