import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { Devices } from '../../contract/devices.ts';
import type { EventData } from '../../contract/events.ts';

// Now and then umockdev itself ends the watcher (`fd_map_add(): overflow`): one more death, which changes nothing of what is expected here.

// Debian puts the bindings beside its own Python.
const python = '/usr/bin/python3';
const canMock =
  process.platform === 'linux' &&
  spawnSync('unshare', [
    ...['-rn', python, '-c'],
    "import gi; gi.require_version('UMockdev', '1.0'); from gi.repository import UMockdev",
  ]).status === 0;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const limitMs = 90_000;
/** Another plugging-in each time. */
const addressOf = (turn: number) => 3 + (turn % 20);
const full = process.env['LOUPE_FULL'] === '1';
const seconds = full ? 10 : 2;
// The 50 are in watcher.test.ts: umockdev ends every program on a bus that has changed more than about 45 times.
const kills = full ? 20 : 5;

interface Bus {
  /** What the watcher has said so far, oldest first. */
  readonly devices: readonly Devices[];
  readonly lines: readonly EventData<'camera.changed'>[];
  readonly logged: readonly string[];
  tell(command: string): void;
  until(what: () => boolean): Promise<void>;
  /** The watcher's process. */
  worker(): number | null;
}
let child: ChildProcess | null = null;
afterEach(async () => {
  child?.stdin?.end('end\n');
  if (child !== null && child.exitCode === null) await new Promise((resolve) => child?.once('exit', resolve));
}, 60_000);

/** The real watcher on a bus that the test plugs things into. */
function openBus(...how: 'hurried'[]): Bus {
  const driver = here('hotplug-driver.fixture.ts');
  const words = ['-rn', python, here('hotplug.fixture.py'), process.execPath, driver, ...how];
  const started = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'inherit'] });
  child = started;
  const devices: Devices[] = [];
  const lines: EventData<'camera.changed'>[] = [];
  const logged: string[] = [];
  createInterface({ input: started.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { devices?: Devices; line?: (typeof lines)[number]; log?: string };
    if (said.devices) devices.push(said.devices);
    if (said.line) lines.push(said.line);
    if (said.log) logged.push(said.log);
  });
  return {
    ...{ devices, lines, logged },
    tell: (command) => void started.stdin.write(`${command}\n`),
    async until(what) {
      for (const over = Date.now() + limitMs; !what() && Date.now() < over;) await pause(20);
      expect(what(), JSON.stringify({ last: devices.at(-1), lines, logged: logged.at(-1) })).toBe(true);
    },
    worker: () => descendantOf(started.pid as number, 'workers/devices'),
  };
}

/** The process below `pid` whose command line names `what`. */
function descendantOf(pid: number, what: string): number | null {
  const listed = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).stdout;
  const all = listed.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  const below = (of: number): (RegExpExecArray | null)[] => {
    const own = all.filter((one) => Number(one?.[2]) === of);
    return [...own, ...own.flatMap((one) => below(Number(one?.[1])))];
  };
  const found = below(pid).find((one) => one?.[3]?.includes(what));
  return found ? Number(found[1]) : null;
}

const last = ({ devices }: Bus) => devices.at(-1);
const serials = (bus: Bus) => (last(bus)?.cameras ?? []).map(({ serial }) => serial);
const brief = ({ lines }: Bus) =>
  lines.map(({ camera: { serial }, change, times }) => `${serial} ${change} ×${times}`);

describe.skipIf(!canMock)(
  'USB devices come and go (needs umockdev: loupe setup tests)',
  { timeout: 300_000 },
  () => {
    test('a camera is known by vendor, product, serial, names and port; what is none is left out', async () => {
      const bus = openBus();
      await bus.until(() => last(bus)?.phase === 'watching');
      expect(last(bus)?.cameras).toEqual([]);
      bus.tell('add 1-1.3 5 046d 0825 0e SN1 Bench camera');
      bus.tell('add 1-2 6 046d c31c 03 SN2 Keyboard');
      await bus.until(() => serials(bus).length > 0 && bus.lines.length > 0);
      const identity = {
        ...{ vendor: 0x046d, product: 0x0825, serial: 'SN1' },
        ...{ manufacturer: 'Loupe', name: 'Bench camera', port: '1-1.3' },
      };
      expect(last(bus)?.cameras).toEqual([{ ...identity, id: expect.any(String) as string, certain: true }]);
      bus.tell('remove 1-2');
      bus.tell('remove 1-1.3');
      await bus.until(() => serials(bus).length === 0 && bus.lines.length > 1);
      expect(bus.lines).toEqual([
        { camera: identity, change: 'attached', times: 1 },
        { camera: identity, change: 'detached', times: 1 },
      ]);
    });

    test('plugged in again, on the same port or another, it is the same camera and another plugging-in', async () => {
      const bus = openBus();
      await bus.until(() => last(bus)?.phase === 'watching');
      const ids = new Set<string>();
      for (const [address, port] of [
        [5, '1-2'],
        [6, '1-2'],
        [7, '1-3'],
      ] as const) {
        bus.tell(`add ${port} ${address} 046d 0825 0e SN1 Bench camera`);
        await bus.until(
          () => last(bus)?.cameras[0]?.port === port && !ids.has(last(bus)?.cameras[0]?.id ?? ''),
        );
        ids.add(last(bus)?.cameras[0]?.id ?? '');
        bus.tell(`remove ${port}`);
        await bus.until(() => serials(bus).length === 0);
      }
      expect(ids.size).toBe(3);
    });

    test(`${seconds * 100} events in ${seconds} s: the list is right at the end, the journal has a line or two`, async () => {
      const bus = openBus();
      await bus.until(() => last(bus)?.phase === 'watching');
      const begun = Date.now();
      for (let i = 0; i < seconds * 50; i++) {
        bus.tell(`add 1-2 ${addressOf(i)} 046d 0825 0e LOOSE Bench camera`);
        await pause(10);
        bus.tell('remove 1-2');
        await pause(10);
      }
      bus.tell('add 1-3 30 046d 0825 0e KEPT Bench camera');
      await bus.until(
        () => serials(bus).join() === 'KEPT' && brief(bus).some((line) => line.startsWith('KEPT')),
      );
      // Either may be told first: each waits for a second of quiet of its own.
      const looseLines = () => bus.lines.filter(({ camera: { serial } }) => serial === 'LOOSE');
      await bus.until(() => looseLines().at(-1)?.change === 'detached');
      const loose = looseLines();
      expect(brief(bus).filter((line) => !line.startsWith('LOOSE'))).toEqual(['KEPT attached ×1']);
      // One after each second of quiet, at most: a busy machine plugs slowly.
      expect(loose.length).toBeLessThanOrEqual(1 + (Date.now() - begun) / 1000);
    });

    test(`killed ${kills} times while cameras come and go: it knows each time what is there, and the journal what changed`, async () => {
      const bus = openBus('hurried');
      await bus.until(() => last(bus)?.phase === 'watching');
      for (let i = 0; i < kills; i++) {
        await bus.until(() => bus.worker() !== null);
        process.kill(bus.worker() as number, 'SIGKILL');
        // While nobody watches.
        bus.tell(i % 2 === 0 ? `add 1-2 ${addressOf(i)} 046d 0825 0e SN1 Bench camera` : 'remove 1-2');
        await bus.until(
          () => last(bus)?.phase === 'watching' && serials(bus).join() === (i % 2 === 0 ? 'SN1' : ''),
        );
      }
      await bus.until(
        () => bus.lines.length > 0 && bus.lines.reduce((sum, { times }) => sum + times, 0) === kills,
      );
      expect(bus.logged.length).toBeGreaterThanOrEqual(kills);
    });
  },
);
