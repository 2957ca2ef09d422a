import { FileError, type Clock, type Platform } from './platform.ts';
import { createMemoryFiles, type MemoryFiles } from './memory-files.fixture.ts';
import { seeded } from './seeded.fixture.ts';

export interface MemoryPlatform extends Platform {
  readonly files: MemoryFiles;
  readonly clock: FakeClock;
  /** Everything that was logged. */
  readonly logged: readonly { level: string; what: string }[];
  /** The same disk after a restart: locks and timers are gone. */
  restart(): MemoryPlatform;
}

export interface FakeClock extends Clock {
  /** Moves both clocks on and runs the timers that are due. */
  advance(ms: number): void;
}

/** A platform in memory whose chance comes from `seed` and whose time only moves when told to. */
export function createMemoryPlatform({
  seed = 1,
  files = createMemoryFiles({ seed }),
  secrets = new Map<string, Uint8Array>(),
  clock = createFakeClock(),
  drives = new Map<string, MemoryFiles>(),
  environment = {},
}: {
  seed?: number;
  files?: MemoryFiles;
  secrets?: Map<string, Uint8Array>;
  clock?: FakeClock;
  drives?: Map<string, MemoryFiles>;
  environment?: Platform['environment'];
} = {}): MemoryPlatform {
  const next = seeded(seed);
  const logged: { level: string; what: string }[] = [];
  return {
    clock,
    files,
    logged,
    random: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)),
    outside: () => ({
      list: () => Promise.resolve(null),
      read: (name) => Promise.reject(new FileError('missing', name)),
    }),
    shared(path) {
      const there = drives.get(path) ?? createMemoryFiles({ seed });
      drives.set(path, there);
      return there;
    },
    spawn: (worker) => {
      throw new Error(`no worker ${worker} in memory`);
    },
    secrets: {
      read: (name) => Promise.resolve(secrets.get(name) ?? null),
      write: (name, value) => {
        secrets.set(name, value.slice());
        return Promise.resolve();
      },
    },
    environment,
    log: (entry) => void logged.push(entry),
    runtime: 'memory 1.0.0',
    restart() {
      files.powerOn();
      return createMemoryPlatform({
        seed: seed + 1,
        files,
        secrets,
        drives,
        environment,
        clock: createFakeClock(clock.now()),
      });
    },
  };
}

/** Starts at 2026-01-01 00:00 UTC unless said otherwise. */
export function createFakeClock(start = 1_767_225_600_000): FakeClock {
  let elapsed = 0;
  const timers = new Set<{ due: number; run: () => void }>();
  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    setTimeout(run, ms) {
      const timer = { due: elapsed + ms, run };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    advance(ms) {
      elapsed += ms;
      for (const timer of [...timers].sort((a, b) => a.due - b.due)) {
        if (timer.due > elapsed || !timers.delete(timer)) continue;
        timer.run();
      }
    },
  };
}
