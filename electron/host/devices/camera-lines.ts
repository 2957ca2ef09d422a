import type { Clock, Platform } from '../platform.ts';
import { note, type Burst, type Bursts, type Change } from './fold.ts';

interface Deps {
  readonly clock: Pick<Clock, 'setTimeout' | 'monotonic'>;
  readonly log: Platform['log'];
  readonly append: (burst: Burst) => Promise<unknown>;
}

/** A burst is over after this long without a change; one that does not end is told all the same. */
const quietMs = 1000;
const longestMs = 10_000;
/** Of one burst. Something that plays a new camera each time does not fill the journal. */
const linesMost = 20;

/** Cameras that come and go, as lines of the journal: one line for each camera and burst. */
export function createCameraLines({ clock, log, append }: Deps): {
  note(changes: readonly Change[]): void;
  /** Writes what is left. */
  close(): Promise<void>;
} {
  let bursts: Bursts = new Map();
  let begun = 0;
  let timer: { cancel(): void } | null = null;
  let writing: Promise<void> = Promise.resolve();

  const later = (ms: number) => {
    timer?.cancel();
    timer = clock.setTimeout(flush, ms);
  };
  function flush(): void {
    timer?.cancel();
    timer = null;
    const noted = [...bursts.values()];
    bursts = new Map();
    writing = writing.then(() => write(noted));
  }
  async function write(noted: readonly Burst[]): Promise<void> {
    const left = noted.slice(0, -linesMost).length;
    if (left > 0) log({ level: 'warn', what: 'cameras came and went too fast for the journal', left });
    for (const burst of noted.slice(-linesMost)) {
      try {
        await append(burst);
      } catch (error) {
        log({ level: 'warn', what: 'camera change not journalled', error: String(error), ...burst });
      }
    }
  }
  return {
    note(changes) {
      if (changes.length === 0) return;
      if (bursts.size === 0) begun = clock.monotonic();
      bursts = note(bursts, changes);
      later(Math.min(quietMs, Math.max(0, begun + longestMs - clock.monotonic())));
    },
    async close() {
      flush();
      await writing;
    },
  };
}
