import { expect, test } from 'vitest';
import { camera } from './camera.fixture.ts';
import { usbOf } from './usb-of.ts';

const c270 = camera('a');
const identity = { vendor: 0x46d, product: 0x825, serial: 'S1', port: '1-2' };

test('a camera is found by the make in its name, or by its whole name', () => {
  const plugged = [c270, { ...camera('b', 'S2'), product: 0x892, name: 'C920' }];
  expect(usbOf('Webcam C270 (046d:0825)', plugged)).toEqual(identity);
  expect(usbOf('Webcam C270 (046D:0825)', plugged)).toEqual(identity);
  expect(usbOf('C270', plugged)).toEqual(identity);
  expect(usbOf('C2', plugged)).toBeNull();
  expect(usbOf('C270 (dead:beef)', plugged)).toBeNull();
  expect(usbOf('', [{ ...c270, name: null }])).toBeNull();
});

test('of two of one make nobody knows which', () => {
  expect(usbOf('Webcam C270 (046d:0825)', [c270, camera('b', 'S2')])).toBeNull();
  expect(usbOf('C270', [c270, camera('b', 'S2')])).toBeNull();
});
