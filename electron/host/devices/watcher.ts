import {
  devicesSaidSchema,
  type Devices,
  type DevicesSaid,
  type PluggedCamera,
} from '../../contract/devices.ts';
import { system } from '../../contract/people.ts';
import type { Journal } from '../journal/journal.ts';
import { createLatest } from '../latest.ts';
import type { Platform, WorkerProcess } from '../platform.ts';
import { createCameraLines } from './camera-lines.ts';
import { fold, restartAfterMs, type Plugged } from './fold.ts';

/** Knows which USB cameras are plugged in, through a process that may die at any time. */
export interface DeviceWatcher {
  /** Begins to watch; once is enough. */
  start(): void;
  /** Those that are plugged in now, as far as it knows. */
  cameras(): readonly PluggedCamera[];
  /** As it is and whenever it changes, a burst of changes as one; begins to watch. */
  follow(signal: AbortSignal | undefined): AsyncGenerator<Devices, void>;
  /** The watcher ends, and what it saw is in the journal. */
  close(): Promise<void>;
}

interface Deps {
  readonly platform: Pick<Platform, 'spawn' | 'clock' | 'log'>;
  readonly journal: Pick<Journal, 'append'>;
  /** Called when `cameras` has changed. */
  readonly onChange?: () => void;
}

/** It says something every 10 s at least; when it does not, it hangs. */
const silentMs = 30_000;
/** One that lived this long died of something new. */
const settledMs = 10_000;
/** Screens are told this often at most. */
const tellEveryMs = 100;

export function createDeviceWatcher({ platform, journal, onChange }: Deps): DeviceWatcher {
  const { clock, log } = platform;
  const told = createLatest<Devices>({ phase: 'starting', cameras: [] });
  const lines = createCameraLines({
    clock,
    log,
    append: (burst) => journal.append('camera.changed', burst, system),
  });
  let plugged: Plugged = new Map();
  let known = false;
  let state: Pick<Devices, 'phase' | 'why'> = { phase: 'starting' };
  let worker: WorkerProcess | null = null;
  let started = false;
  let closed = false;
  let deaths = 0;
  let telling: { cancel(): void } | null = null;
  let late = false;
  let restart: { cancel(): void } | null = null;

  /** The first change at once, those soon after it together. */
  const changed = () => {
    late = telling !== null;
    if (late) return;
    told.set({ ...state, cameras: [...plugged.values()] });
    onChange?.();
    telling = clock.setTimeout(() => {
      telling = null;
      if (late) changed();
    }, tellEveryMs);
  };

  function hear(said: DevicesSaid): void {
    const folded = fold(plugged, said);
    plugged = folded.plugged;
    // The first list says what is there, not what came.
    if (known || said.say !== 'list') lines.note(folded.changes);
    known ||= said.say === 'list';
    const before = state;
    state = said.say === 'none' ? { phase: 'no-bus', why: said.why } : { phase: 'watching' };
    if (state.phase === 'no-bus' && before.phase !== 'no-bus')
      log({ level: 'info', what: 'no USB bus to watch', why: state.why });
    if (before.phase !== state.phase || folded.changes.length > 0) changed();
  }

  function run(): void {
    const begun = clock.monotonic();
    const mine = platform.spawn('devices');
    worker = mine;
    let why: string | null = null;
    const end = (reason: string) => {
      why ??= reason;
      mine.kill();
    };
    let silence = clock.setTimeout(() => end('it was silent'), silentMs);
    mine.port.onMessage((message) => {
      if (closed || why !== null) return;
      const said = devicesSaidSchema.safeParse(message);
      if (!said.success) return end('it spoke nonsense');
      silence.cancel();
      silence = clock.setTimeout(() => end('it was silent'), silentMs);
      hear(said.data);
    });
    void mine.exited.then((how) => {
      silence.cancel();
      if (closed) return;
      worker = null;
      deaths = clock.monotonic() - begun > settledMs ? 1 : deaths + 1;
      state = { phase: 'restarting', why: why ?? `the device watcher ended with ${how}` };
      log({ level: 'warn', what: 'device watcher ended', why: state.why, deaths });
      changed();
      restart = clock.setTimeout(run, restartAfterMs(deaths));
    });
  }

  const start = () => {
    if (started || closed) return;
    started = true;
    run();
  };
  return {
    start,
    cameras: () => [...plugged.values()],
    follow(signal) {
      start();
      return told.follow(signal);
    },
    async close() {
      closed = true;
      restart?.cancel();
      telling?.cancel();
      worker?.kill();
      await lines.close();
    },
  };
}
