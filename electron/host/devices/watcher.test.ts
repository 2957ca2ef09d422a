import { afterEach, expect, test } from 'vitest';
import type { Devices } from '../../contract/devices.ts';
import type { EventData } from '../../contract/events.ts';
import { createFakeClock } from '../platform-memory.fixture.ts';
import type { WorkerProcess } from '../platform.ts';
import { workersPlatform, type WorkersPlatform } from '../worker.fixture.ts';
import { camera } from './camera.fixture.ts';
import { hurried } from './hurried.fixture.ts';
import { createDeviceWatcher, type DeviceWatcher } from './watcher.ts';

type Line = EventData<'camera.changed'>;
const brief = ({ camera: { serial }, change, times }: Line) => `${serial} ${change} ×${times}`;

/** A watcher whose process is played by the test, on a clock that moves when told. */
function bench({ write = () => Promise.resolve() }: { write?: () => Promise<void> } = {}) {
  const clock = createFakeClock();
  const lines: Line[] = [];
  const logged: string[] = [];
  const started: { say(message: unknown): void; die(how: string): void; killed: boolean }[] = [];
  const spawn = (): WorkerProcess => {
    let end: (how: string) => void = () => {};
    let heard: (message: unknown) => void = () => {};
    const exited = new Promise<string>((resolve) => (end = resolve));
    const played = {
      say: (message: unknown) => heard(message),
      die: (how: string) => end(how),
      killed: false,
    };
    started.push(played);
    const kill = () => {
      played.killed = true;
      end('SIGKILL');
    };
    const port = { postMessage: () => undefined, onMessage: (l: typeof heard) => void (heard = l) };
    return { exited, kill, port, memory: () => Promise.resolve(null) };
  };
  const watcher = createDeviceWatcher({
    platform: { spawn, clock, log: ({ what }) => void logged.push(what) },
    journal: {
      append: async (_kind: string, data: unknown) => {
        await write();
        lines.push(data as Line);
        return {} as never;
      },
    } as Parameters<typeof createDeviceWatcher>[0]['journal'],
  });
  const told: Devices[] = [];
  void (async () => {
    for await (const devices of watcher.follow(undefined)) told.push(devices);
  })();
  return { ...{ clock, lines, logged, started, watcher, told }, last: () => started.at(-1)! };
}
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('1,000 events in 10 s: the screens get what holds at last, the journal a line or two', async () => {
  const { clock, lines, told, last, watcher } = bench();
  await settle();
  last().say({ say: 'list', cameras: [camera('here')] });
  for (let i = 0; i < 500; i++) {
    last().say({ say: 'attached', camera: camera(`a${i}`, 'loose') });
    await settle();
    clock.advance(10);
    last().say({ say: 'detached', id: `a${i}` });
    await settle();
    clock.advance(10);
  }
  last().say({ say: 'attached', camera: camera('new', 'S9') });
  for (let i = 0; i < 20; i++) {
    clock.advance(100);
    await settle();
  }
  expect(told.at(-1)).toEqual({ phase: 'watching', cameras: [camera('here'), camera('new', 'S9')] });
  expect(told.length).toBeLessThanOrEqual(2 + 10_000 / 100 + 1);
  expect(lines.map(brief)).toEqual(['loose detached ×1000', 'S9 attached ×1']);
  await watcher.close();
});

test('a burst that does not end is told every 10 s', async () => {
  const { clock, lines, last, watcher } = bench();
  await settle();
  for (let i = 0; i < 60; i++) {
    last().say({ say: 'attached', camera: camera(`a${i}`) });
    last().say({ say: 'detached', id: `a${i}` });
    clock.advance(500);
    await settle();
  }
  expect(lines.map(brief)).toEqual(['S1 detached ×40', 'S1 detached ×40', 'S1 detached ×40']);
  await watcher.close();
});

test('something that is a new camera each time is told 20 times and no more', async () => {
  const { clock, lines, logged, last, watcher } = bench();
  await settle();
  for (let i = 0; i < 300; i++) last().say({ say: 'attached', camera: camera(`a${i}`, `S${i}`) });
  clock.advance(1000);
  await settle();
  expect(lines.length).toBe(20);
  expect(lines.at(-1)?.camera.serial).toBe('S299');
  expect(logged).toEqual(['cameras came and went too fast for the journal']);
  await watcher.close();
});

test('what is there at the start is no news; what changed while the watcher was dead is', async () => {
  const { clock, lines, told, last, watcher } = bench();
  await settle();
  last().say({ say: 'list', cameras: [camera('a', 'A'), camera('b', 'B')] });
  await settle();
  last().die('SIGSEGV');
  await settle();
  clock.advance(100);
  await settle();
  expect(told.at(-1)).toMatchObject({
    phase: 'restarting',
    why: 'the device watcher ended with SIGSEGV',
    cameras: [{ id: 'a' }, { id: 'b' }],
  });
  last().say({ say: 'list', cameras: [camera('b', 'B'), camera('c', 'C')] });
  await watcher.close();
  expect(lines.map(brief)).toEqual(['A detached ×1', 'C attached ×1']);
});

test('no bus is a plain state: one line in the log, nothing is started again', async () => {
  const { clock, told, logged, started, last, watcher } = bench();
  await settle();
  for (let i = 0; i < 10; i++) {
    last().say({ say: 'none', why: 'no /sys/bus/usb' });
    clock.advance(10_000);
    await settle();
  }
  expect(told).toEqual([
    { phase: 'starting', cameras: [] },
    { phase: 'no-bus', why: 'no /sys/bus/usb', cameras: [] },
  ]);
  expect([started.length, logged]).toEqual([1, ['no USB bus to watch']]);
  await watcher.close();
});

test.each([
  ['speaks nonsense', { say: 'list', cameras: [{ id: 'x' }] }, 0],
  ['is silent for 30 s', { say: 'list', cameras: [] }, 30_000],
])('a watcher that %s is killed, and another started', async (_, says, waits) => {
  const { clock, started, told, watcher } = bench();
  await settle();
  started[0]?.say({ say: 'list', cameras: [] });
  started[0]?.say(says);
  clock.advance(waits);
  await settle();
  clock.advance(100);
  await settle();
  expect(started.map(({ killed }) => killed)).toEqual([true, false]);
  started[1]?.say({ say: 'list', cameras: [camera('a')] });
  clock.advance(100);
  await settle();
  expect(told.at(-1)).toEqual({ phase: 'watching', cameras: [camera('a')] });
  await watcher.close();
});

test('a line that cannot be written stops nothing', async () => {
  const { clock, logged, last, watcher } = bench({ write: () => Promise.reject(new Error('disk full')) });
  await settle();
  last().say({ say: 'attached', camera: camera('a') });
  clock.advance(1000);
  await settle();
  last().say({ say: 'detached', id: 'a' });
  await watcher.close();
  expect(logged).toEqual(['camera change not journalled', 'camera change not journalled']);
});

const kills = process.env['LOUPE_FULL'] === '1' ? 50 : 5;
let real: { platform: WorkersPlatform; watcher: DeviceWatcher } | null = null;
afterEach(async () => {
  await real?.watcher.close();
  real?.platform.end();
  real = null;
});

test(
  `the real process, killed ${kills} times: the host lives and sees the bus (or that there is none) again each time`,
  { timeout: 300_000 },
  async () => {
    const platform = { ...workersPlatform(), clock: hurried };
    const journal = { append: () => Promise.reject(new Error('nothing was plugged in')) };
    const watcher = createDeviceWatcher({ platform, journal });
    real = { platform, watcher };
    const phases = watcher.follow(undefined);
    const until = async (wanted: RegExp): Promise<string> => {
      for await (const { phase } of { [Symbol.asyncIterator]: () => ({ next: () => phases.next() }) })
        if (wanted.test(phase)) return phase;
      throw new Error('the stream ended');
    };
    const first = await until(/watching|no-bus/);
    for (let i = 1; i <= kills; i++) {
      expect(platform.started.length).toBe(i);
      platform.started.at(-1)?.kill();
      await until(/restarting/);
      expect(await until(/watching|no-bus/)).toBe(first);
    }
  },
);
