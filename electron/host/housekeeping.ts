import type { ImageStore } from './images/store.ts';
import type { Platform } from './platform.ts';

/** What is looked after between inspections: free space, and raw frames that wait to be compressed. */
export interface Housekeeping {
  /** As of the last look. */
  freeBytes(): number;
  /** An inspection was answered: the next may follow soon, and nothing is compressed meanwhile. */
  judged(): void;
  close(): void;
}

const everyMs = 10_000;
const idleAfterMs = 20_000;

/** @param looked hears that free space was looked at anew */
export async function openHousekeeping(
  { clock, files, log }: Pick<Platform, 'clock' | 'files' | 'log'>,
  images: Pick<ImageStore, 'compressIdle'>,
  looked: () => void,
): Promise<Housekeeping> {
  let freeBytes = await files.freeBytes();
  let lastInspection = clock.monotonic();
  let closed = false;
  const quiet = () => !closed && clock.monotonic() - lastInspection > idleAfterMs;
  const look = async () => {
    freeBytes = await files.freeBytes();
    looked();
    if (quiet()) await images.compressIdle(quiet);
  };
  let timer = clock.setTimeout(tick, everyMs);
  function tick() {
    void look()
      .catch((error: unknown) => log({ level: 'warn', what: 'housekeeping failed', error: String(error) }))
      .finally(() => {
        if (!closed) timer = clock.setTimeout(tick, everyMs);
      });
  }
  return {
    freeBytes: () => freeBytes,
    judged: () => void (lastInspection = clock.monotonic()),
    close() {
      closed = true;
      timer.cancel();
    },
  };
}
