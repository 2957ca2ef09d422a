import { expect, test } from 'vitest';
import type { DevicesSaid } from '../../contract/devices.ts';
import { seeded } from '../seeded.fixture.ts';
import { camera } from './camera.fixture.ts';
import { fold, note, restartAfterMs, type Bursts, type Plugged } from './fold.ts';

const told = (changes: ReturnType<typeof fold>['changes']) =>
  changes.map(({ camera: { id }, change }) => `${id} ${change}`);

test('events and lists come to the same, whichever of them is missing', () => {
  const script: [DevicesSaid, string[], string[]][] = [
    [{ say: 'list', cameras: [camera('a')] }, ['a'], ['a attached']],
    [{ say: 'attached', camera: camera('a') }, ['a'], []],
    [{ say: 'attached', camera: camera('b') }, ['a', 'b'], ['b attached']],
    [{ say: 'detached', id: 'keyboard' }, ['a', 'b'], []],
    // Pulled and plugged in again between two looks: the same camera, another plugging-in.
    [{ say: 'list', cameras: [camera('a'), camera('b2')] }, ['a', 'b2'], ['b detached', 'b2 attached']],
    [{ say: 'detached', id: 'a' }, ['b2'], ['a detached']],
    [{ say: 'none', why: 'the bus is gone' }, [], ['b2 detached']],
  ];
  let plugged: Plugged = new Map();
  for (const [said, ids, changes] of script) {
    const folded = fold(plugged, said);
    expect([[...folded.plugged.keys()], told(folded.changes)]).toEqual([ids, changes]);
    plugged = folded.plugged;
  }
});

test('changes always lead from what was to what is (500 random messages, events lost and repeated)', () => {
  const next = seeded(5);
  const ids = ['a', 'b', 'c', 'd'];
  let plugged: Plugged = new Map();
  for (let i = 0; i < 500; i++) {
    const id = ids[Math.floor(next() * ids.length)] as string;
    const roll = next();
    const said: DevicesSaid =
      roll < 0.4
        ? { say: 'attached', camera: camera(id) }
        : roll < 0.8
          ? { say: 'detached', id }
          : roll < 0.98
            ? { say: 'list', cameras: ids.filter(() => next() < 0.5).map((one) => camera(one)) }
            : { say: 'none', why: '' };
    const followed = new Set(plugged.keys());
    const folded = fold(plugged, said);
    for (const { camera: one, change } of folded.changes)
      expect(
        change === 'attached' ? followed.size < followed.add(one.id).size : followed.delete(one.id),
      ).toBe(true);
    expect([...followed].sort()).toEqual([...folded.plugged.keys()].sort());
    plugged = folded.plugged;
  }
});

test('a burst is one line for each camera: how it ended, and how often it came or went', () => {
  let bursts: Bursts = new Map();
  for (let i = 0; i < 50; i++)
    bursts = note(bursts, [
      { camera: camera(`a${i}`), change: 'attached' },
      { camera: camera(`a${i}`), change: 'detached' },
    ]);
  bursts = note(bursts, [{ camera: camera('b', 'S2'), change: 'attached' }]);
  const { id: _, certain: __, ...first } = camera('a');
  expect([...bursts.values()]).toEqual([
    { camera: first, change: 'detached', times: 100 },
    { camera: { ...first, serial: 'S2' }, change: 'attached', times: 1 },
  ]);
});

test('a watcher that keeps dying is started less and less often', () => {
  expect([1, 2, 3, 4, 8, 9, 1000].map(restartAfterMs)).toEqual([100, 200, 400, 800, 10_000, 10_000, 10_000]);
});
