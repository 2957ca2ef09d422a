import { expect, test } from 'vitest';
import { cameraOf, hasVideo, portOf, type BusDevice } from './camera.ts';

const device: BusDevice = {
  handle: 'bus 1, address 7',
  vendorId: 0x046d,
  productId: 0x0825,
  serialNumber: 'AB12',
  manufacturerName: null,
  productName: 'Webcam C270',
  bus: '001',
  ports: [2, 4],
  deviceClass: 0xef,
  deviceSubclass: 2,
  deviceProtocol: 1,
};
/** Device, configuration, then an interface of each class. */
const descriptors = (...classes: number[]) =>
  Uint8Array.from([
    ...[18, 1, 0, 2, 0xef, 2, 1, 64, 0x6d, 4, 0x25, 8, 0, 1, 1, 2, 3, 1],
    ...[9, 2, 9 + 9 * classes.length, 0, classes.length, 1, 0, 0x80, 250],
    ...classes.flatMap((of, i) => [9, 4, i, 0, 0, of, 1, 0, 0]),
  ]);

test('a device with an interface of the video class is a camera', () => {
  expect(cameraOf(device, descriptors(1, 0x0e, 0x0e))).toEqual({
    id: 'bus 1, address 7',
    vendor: 0x046d,
    product: 0x0825,
    serial: 'AB12',
    manufacturer: null,
    name: 'Webcam C270',
    port: '1-2.4',
    certain: true,
  });
  expect(cameraOf(device, descriptors(1, 3))).toBeNull();
});

test('where the system does not tell the parts, a composite device may be one', () => {
  expect(cameraOf(device, null)?.certain).toBe(false);
  expect(cameraOf({ ...device, deviceClass: 0x0e }, null)?.certain).toBe(true);
  expect(cameraOf({ ...device, deviceClass: 9, deviceSubclass: 0, deviceProtocol: 0 }, null)).toBeNull();
});

test('what is written into a device is no more than text', () => {
  const odd = { ...device, serialNumber: '  \u0000\u0007 ', productName: `a\nb\u202e${'x'.repeat(300)}` };
  const camera = cameraOf(odd, descriptors(0x0e));
  expect([camera?.serial, camera?.name]).toEqual([null, `a b ${'x'.repeat(122)}`]);
});

test('descriptors that lie about their length end the search', () => {
  expect(hasVideo(Uint8Array.of(0, 4, 0, 0, 0, 0x0e))).toBe(false);
  expect(hasVideo(Uint8Array.of(1, 4, 0, 0, 0, 0x0e))).toBe(false);
  expect(hasVideo(Uint8Array.of(200, 2, 9, 4, 0, 0, 0, 0x0e))).toBe(false);
  expect(hasVideo(Uint8Array.of(9, 4, 0))).toBe(false);
  expect(hasVideo(Uint8Array.of())).toBe(false);
});

test('ports are written as Linux writes them', () => {
  expect(portOf({ bus: '003', ports: [1] })).toBe('3-1');
  expect(portOf({ bus: '010', ports: [1, 4, 2] })).toBe('10-1.4.2');
  expect(portOf({ bus: '0', ports: [] })).toBe('0-');
});
