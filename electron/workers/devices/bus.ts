import { readFileSync } from 'node:fs';
import type { PluggedCamera } from '../../contract/devices.ts';
import { cameraOf, portOf, type BusDevice } from './camera.ts';

/** The cameras on the USB bus. */
export interface Bus {
  list(): Promise<PluggedCamera[]>;
  /** `id` may be of a device that is no camera. */
  subscribe(attached: (camera: PluggedCamera) => void, detached: (id: string) => void): void;
}

/**
 * Subscribing on a machine without a bus throws from a native thread and ends the process, so the bus is asked first.
 * @throws Error when there is no bus here, or no library for this system
 */
export async function openBus(): Promise<Bus> {
  const { usb } = await import('usb');
  const all = () => usb.getDevices() as Promise<BusDevice[]>;
  await all();
  const camera = (device: BusDevice) => cameraOf(device, descriptorsOf(device));
  return {
    list: async () => (await all()).flatMap((device) => camera(device) ?? []),
    subscribe(attached, detached) {
      usb.addEventListener('connect', ({ device }) => {
        const found = camera(device as unknown as BusDevice);
        if (found !== null) attached(found);
      });
      usb.addEventListener('disconnect', ({ device }) => detached((device as unknown as BusDevice).handle));
    },
  };
}

/** Linux shows them to everybody; null elsewhere. */
function descriptorsOf(device: BusDevice): Uint8Array | null {
  try {
    return readFileSync(`/sys/bus/usb/devices/${portOf(device)}/descriptors`);
  } catch {
    return null;
  }
}
