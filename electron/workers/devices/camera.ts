import type { PluggedCamera } from '../../contract/devices.ts';

/** What the bus says of a device without opening it: opening needs rights that a station's user does not have. */
export interface BusDevice {
  readonly handle: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
  readonly manufacturerName: string | null;
  readonly productName: string | null;
  readonly bus: string;
  readonly ports: readonly number[];
  readonly deviceClass: number;
  readonly deviceSubclass: number;
  readonly deviceProtocol: number;
}

// https://www.usb.org/defined-class-codes
const videoClass = 0x0e;
/** "Miscellaneous, common, interface association": what the video class asks of its devices, and other composite devices have too. */
const composite = '239 2 1';
const interfaceDescriptor = 4;

/** The device as a camera; null when it is none. @param descriptors its device and configuration descriptors, where the system shows them */
export function cameraOf(device: BusDevice, descriptors: Uint8Array | null): PluggedCamera | null {
  const { deviceClass, deviceSubclass, deviceProtocol } = device;
  const known = deviceClass === videoClass || (descriptors !== null && hasVideo(descriptors));
  const perhaps = descriptors === null && `${deviceClass} ${deviceSubclass} ${deviceProtocol}` === composite;
  if (!known && !perhaps) return null;
  return {
    id: device.handle.slice(0, 200),
    vendor: device.vendorId,
    product: device.productId,
    serial: printable(device.serialNumber),
    manufacturer: printable(device.manufacturerName),
    name: printable(device.productName),
    port: portOf(device),
    certain: known,
  };
}

/** `1-2.4` as Linux writes it: bus, then the hub ports on the way. */
export function portOf({ bus, ports }: Pick<BusDevice, 'bus' | 'ports'>): string {
  return `${bus.replace(/^0+(?=.)/, '')}-${ports.join('.')}`.slice(0, 64);
}

/** Whether one of the interfaces is of the video class (USB 2.0, 9.5 and 9.6.5). A torn or lying list ends the search. */
export function hasVideo(descriptors: Uint8Array): boolean {
  for (let at = 0; at + 1 < descriptors.length;) {
    const length = descriptors[at] as number;
    if (length < 2) return false;
    if (descriptors[at + 1] === interfaceDescriptor && descriptors[at + 5] === videoClass) return true;
    at += length;
  }
  return false;
}

/** What somebody wrote into a device, fit for a screen and the journal. */
function printable(text: string | null): string | null {
  const plain = (text ?? '').replace(/\p{C}/gu, ' ').trim().slice(0, 126);
  return plain === '' ? null : plain;
}
