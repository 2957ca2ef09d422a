import type { DevicesSaid } from '../../contract/devices.ts';
import type { Bus } from './bus.ts';

const lookAgainMs = 10_000;
const listEveryMs = 5000;
/** A burst of events is over after this long without one. */
const quietMs = 300;

/**
 * Says what is plugged in, for as long as the process lives: each event as it comes and, since events get lost, the whole list after a burst
 * and every few seconds. Rejects when a bus that was there can no longer be read.
 */
export async function watch(open: () => Promise<Bus>, say: (said: DevicesSaid) => void): Promise<never> {
  const bus = await firstBus(open, say);
  let events = 0;
  let wake = () => {};
  const event = (said: DevicesSaid) => {
    events += 1;
    say(said);
    wake();
  };
  bus.subscribe(
    (camera) => event({ say: 'attached', camera }),
    (id) => event({ say: 'detached', id }),
  );
  for (;;) {
    const before = events;
    const cameras = await bus.list();
    // A list that was begun before an event may lack what the event told.
    if (events === before) say({ say: 'list', cameras: cameras.slice(0, 100) });
    const pause = events === before ? listEveryMs : quietMs;
    await new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, pause);
      wake = () => {
        clearTimeout(timer);
        timer = setTimeout(resolve, quietMs);
      };
    });
  }
}

/** Waits for a bus. One may come later: a virtual machine gets a device passed through, a driver is loaded. */
async function firstBus(open: () => Promise<Bus>, say: (said: DevicesSaid) => void): Promise<Bus> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say({ say: 'none', why: why.slice(0, 500) });
      await new Promise<void>((resolve) => setTimeout(resolve, lookAgainMs));
    }
  }
}
