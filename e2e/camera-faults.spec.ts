import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { inferenceWorkers } from './bench.ts';
import { openFaultBench, type FaultBench } from './fault-bench.ts';
import { expect, test } from './station.ts';

// Every way a camera is known to fail (reference/reliability.md E1, reference/electron-and-chromium.md 2.3), while somebody keeps pressing.

const full = process.env['LOUPE_FULL'] === '1';
const times = full ? 20 : 1;

interface Script {
  readonly name: string;
  /** The cause that the banner names; null: nothing may happen. */
  readonly says: RegExp | null;
  begin(bench: FaultBench): Promise<void>;
  /** The cause ends. */
  end(bench: FaultBench): Promise<void>;
  readonly lastsMs?: number;
}

const label = (bench: FaultBench) => bench.file.path;
const signal = (pids: readonly number[], name: NodeJS.Signals) => {
  expect(pids.length).toBeGreaterThan(0);
  for (const pid of pids) process.kill(pid, name);
};
let whole: Buffer;

const scripts: readonly Script[] = [
  {
    name: 'unplugged while nothing is judged',
    says: /camera-gone/,
    begin: (bench) => bench.unplug(),
    end: (bench) => bench.replug(),
  },
  {
    name: 'unplugged at the trigger',
    says: /camera-gone/,
    async begin(bench) {
      await Promise.all([bench.inspect.press(), bench.unplug()]);
    },
    end: (bench) => bench.replug(),
  },
  {
    name: 'unplugged while judging',
    says: /camera-gone/,
    async begin(bench) {
      const workers = inferenceWorkers(bench.station);
      signal(workers, 'SIGSTOP');
      try {
        await bench.inspect.press();
        await bench.inspect.says('judging');
        await bench.unplug();
      } finally {
        signal(workers, 'SIGCONT');
      }
    },
    end: (bench) => bench.replug(),
  },
  {
    name: 'a contact that is lost for a moment',
    says: /camera-/,
    lastsMs: 0,
    begin: (bench) => bench.unplug(),
    end: (bench) => bench.replug(),
  },
  {
    name: 'the hub starts again: gone, there, gone, there',
    says: /camera-/,
    lastsMs: 100,
    async begin(bench) {
      await bench.unplug();
      await wait(100);
      await bench.replug();
      await wait(100);
      await bench.unplug();
    },
    end: (bench) => bench.replug(),
  },
  {
    name: 'another camera of the same name in its place',
    says: /Another camera answers \(camera\.y4m, bound: a different camera\.y4m\).*camera-other/,
    async begin(bench) {
      const cameras = [{ label: label(bench), deviceId: 'another', played: 'grey' as const }];
      await bench.pretend({ cameras });
      await bench.tell('end');
      await bench.tell('change');
    },
    async end(bench) {
      await bench.pretend({ cameras: null });
      await bench.tell('change');
    },
  },
  {
    name: 'another camera in its place',
    says: /Another camera answers \(C920, bound: camera\.y4m\).*camera-other/,
    async begin(bench) {
      const cameras = [{ label: 'C920 (046d:0892)', deviceId: 'another', played: 'grey' as const }];
      await bench.pretend({ cameras });
      await bench.tell('end');
      await bench.tell('change');
    },
    async end(bench) {
      await bench.pretend({ cameras: null });
      await bench.tell('change');
    },
  },
  {
    name: 'a second camera beside it',
    says: null,
    async begin(bench) {
      const [own] = await bench.page.evaluate(async () =>
        (await navigator.mediaDevices.enumerateDevices())
          .filter(({ kind }) => kind === 'videoinput')
          .map(({ deviceId }) => deviceId),
      );
      await bench.pretend({
        cameras: [
          { label: 'C920 (046d:0892)', deviceId: 'another', played: 'grey' },
          { label: label(bench), deviceId: own ?? '', played: 'file' },
        ],
      });
      await bench.tell('change');
    },
    async end(bench) {
      await bench.pretend({ cameras: null });
      await bench.tell('change');
    },
  },
  {
    name: 'taken by another program',
    says: /camera-busy/,
    async begin(bench) {
      await bench.pretend({ busy: true });
      await bench.tell('end');
    },
    end: (bench) => bench.pretend({ busy: false }),
  },
  {
    name: 'the permission is taken away',
    says: /camera-denied/,
    begin: (bench) => bench.permit('denied'),
    end: (bench) => bench.permit('granted'),
  },
  {
    name: 'the computer sleeps',
    says: null,
    lastsMs: 4500,
    async begin(bench) {
      signal(bench.processes(/--type=renderer/), 'SIGSTOP');
    },
    async end(bench) {
      signal(bench.processes(/--type=renderer/), 'SIGCONT');
    },
  },
  {
    name: 'pictures stop and nobody says so',
    says: /camera-stale/,
    lastsMs: 3000,
    begin: (bench) => bench.pretend({ silent: true }),
    end: (bench) => bench.pretend({ silent: false }),
  },
  {
    name: 'it comes back with a smaller size',
    says: /160 × 90 instead of 320 × 180.*camera-size/,
    async begin(bench) {
      await bench.pretend({ small: true });
      await bench.tell('end');
    },
    end: (bench) => bench.pretend({ small: false }),
  },
  {
    name: 'the capture service is killed',
    says: /camera-ended/,
    lastsMs: 0,
    async begin(bench) {
      signal(bench.processes(/video_capture/), 'SIGKILL');
    },
    async end() {},
  },
  {
    name: 'the stream breaks off in the middle of a picture',
    says: /camera-/,
    async begin(bench) {
      whole = readFileSync(bench.file.path);
      truncateSync(bench.file.path, 100_000);
    },
    async end(bench) {
      writeFileSync(bench.file.path, whole);
    },
  },
];

let bench: FaultBench;
test.beforeAll(async () => {
  bench = await openFaultBench();
});
test.afterAll(() => bench[Symbol.asyncDispose]());

for (const { name, says, begin, end, lastsMs = 1500 } of scripts)
  test(name, async () => {
    test.setTimeout(times * 60_000);
    const { page, inspect } = bench;
    const back: number[] = [];
    const noticed: number[] = [];
    for (let i = 0; i < times; i++) {
      await expect(inspect.banner).toHaveAttribute('data-banner', /ready|last|verdict/);
      let pressing = true;
      const hand = (async () => {
        while (pressing) {
          await inspect.press();
          await wait(120);
        }
      })();
      await wait(400);
      const began = Date.now();
      await begin(bench);
      if (says !== null) {
        await expect(inspect.banner).toContainText(says);
        noticed.push(Date.now() - began);
        await expect(inspect.banner).toHaveAttribute('data-banner', 'cannot');
      }
      await wait(lastsMs);
      const ended = Date.now();
      await end(bench);
      await expect(inspect.banner).not.toHaveAttribute('data-banner', 'cannot');
      await expect(page.locator('.picture-tag')).toHaveText(/LIVE|FROZEN/);
      back.push(Date.now() - ended);
      await wait(400);
      pressing = false;
      await hand;
      await expect(inspect.banner).toHaveAttribute('data-banner', /ready|last|verdict/);
      expect(await bench.check()).toBeGreaterThan(0);
    }
    const most = (all: readonly number[]) => (all.length === 0 ? 'never' : `${Math.max(...all)} ms`);
    // Under load the figures are the machine's; alone, they are Loupe's.
    if (full)
      console.log(`${name}: ${times} times, noticed within ${most(noticed)}, back within ${most(back)}`);
    if (full) expect(Math.max(...back)).toBeLessThanOrEqual(3000);
  });
