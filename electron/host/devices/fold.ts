import type { DevicesSaid, PluggedCamera, UsbCamera } from '../../contract/devices.ts';

/** Cameras that are plugged in, by the id of their plugging-in. */
export type Plugged = ReadonlyMap<string, PluggedCamera>;

export interface Change {
  readonly camera: PluggedCamera;
  readonly change: 'attached' | 'detached';
}

/** What is plugged in after another message of the watcher, and what came and went by it. Events may be missing, repeated or late. */
export function fold(before: Plugged, said: DevicesSaid): { plugged: Plugged; changes: readonly Change[] } {
  switch (said.say) {
    case 'none':
      return diff(before, new Map());
    case 'list':
      return diff(before, new Map(said.cameras.map((camera) => [camera.id, camera])));
    case 'attached':
      return diff(before, new Map([...before, [said.camera.id, said.camera]]));
    case 'detached':
      return diff(before, new Map([...before].filter(([id]) => id !== said.id)));
  }
}

function diff(before: Plugged, plugged: Plugged): { plugged: Plugged; changes: readonly Change[] } {
  const missing = (from: Plugged, of: Plugged, change: Change['change']): Change[] =>
    [...of.values()].filter(({ id }) => !from.has(id)).map((camera) => ({ camera, change }));
  return {
    plugged,
    changes: [...missing(plugged, before, 'detached'), ...missing(before, plugged, 'attached')],
  };
}

/** What the journal says of one camera after a burst: how it ended, and how often it came or went until then. */
export interface Burst {
  readonly camera: UsbCamera;
  readonly change: Change['change'];
  readonly times: number;
}
/** By what the camera is, so that a loose cable is one line and not a hundred. */
export type Bursts = ReadonlyMap<string, Burst>;

export function note(bursts: Bursts, changes: readonly Change[]): Bursts {
  const noted = new Map(bursts);
  for (const { camera, change } of changes) {
    const { id: _, certain: __, ...what } = camera;
    const key = JSON.stringify(what);
    const times = (noted.get(key)?.times ?? 0) + 1;
    noted.delete(key); // the latest last
    noted.set(key, { camera: what, change, times });
  }
  return noted;
}

/** How long to wait before the watcher is started again, in milliseconds. @param deaths in a row, each soon after its start */
export const restartAfterMs = (deaths: number): number => Math.min(10_000, 100 * 2 ** (deaths - 1));
