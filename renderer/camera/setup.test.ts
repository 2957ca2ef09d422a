import { expect, test } from 'vitest';
import { setupSchema } from '../../electron/contract/setup.ts';
import { askedOf, setupOf, type Wanted } from './setup.ts';

const wanted: Wanted = {
  camera: { label: 'Bench 1', deviceId: 'a', usb: null },
  asked: { width: 1280, height: 720, exposureMode: 'manual', exposureTime: 50 },
  locked: new Set(['exposureMode', 'exposureTime', 'focusDistance']),
  calibration: { mmPerPixel: 0.1, grey: null, focus: null, exposure: null },
};
const read = {
  width: 1280,
  height: 720,
  frameRate: 30,
  exposureMode: 'manual',
  exposureTime: 49,
  focusDistance: 0.4,
};

test('a setup holds what was asked, what was read, and what is locked; it asks for the same again', () => {
  const setup = setupOf(wanted, read);
  expect(setupSchema.parse(setup)).toEqual(setup);
  expect(setup?.settings).toEqual({
    width: { asked: 1280, read: 1280, locked: true },
    height: { asked: 720, read: 720, locked: true },
    frameRate: { asked: null, read: 30, locked: false },
    exposureMode: { asked: 'manual', read: 'manual', locked: true },
    exposureTime: { asked: 50, read: 49, locked: true },
    focusDistance: { asked: null, read: 0.4, locked: true },
  });
  expect(askedOf(setup!.settings)).toEqual({ ...wanted.asked, focusDistance: 0.4 });
});

test('a camera that does not say its size has no setup', () => {
  expect(setupOf(wanted, { width: 1280 })).toBeNull();
});
