import type { PluggedCamera } from '../../contract/devices.ts';
import type { UsbIdentity } from '../../contract/setup.ts';

/** What browsers write behind a camera's name: `HD Pro Webcam C920 (046d:0892)`. */
const makeIn = /\(([0-9a-f]{4}):([0-9a-f]{4})\)$/i;

/**
 * The USB device behind a browser's name of a camera; null where it is not clear which. A browser tells make or name and never the serial
 * number, so two of one make are two candidates.
 */
export function usbOf(label: string, plugged: readonly PluggedCamera[]): UsbIdentity | null {
  const [, vendor, product] = makeIn.exec(label) ?? [];
  const fits =
    vendor === undefined || product === undefined
      ? (camera: PluggedCamera) => camera.name !== null && camera.name === label
      : (camera: PluggedCamera) =>
          camera.vendor === parseInt(vendor, 16) && camera.product === parseInt(product, 16);
  const [found, ...more] = plugged.filter(fits);
  if (found === undefined || more.length > 0) return null;
  return { vendor: found.vendor, product: found.product, serial: found.serial, port: found.port };
}
