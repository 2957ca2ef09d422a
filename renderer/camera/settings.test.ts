import { expect, test } from 'vitest';
import { constraintsOf, inUnits, pick, sizeOf } from './settings.ts';

test('of what a track says only settings are kept', () => {
  const said = { width: 640, height: 480, deviceId: 'a', aspectRatio: 1.3, exposureTime: 50, torch: false };
  expect(pick(said)).toEqual({ width: 640, height: 480, exposureTime: 50 });
});

test('a lock asks for value and mode together, and only for what the camera can do', () => {
  const can = { exposureMode: ['manual'], exposureTime: { min: 10, max: 100 }, focusDistance: { min: 0 } };
  const asked = {
    width: 640,
    height: 480,
    exposureMode: 'manual',
    exposureTime: 50,
    iso: 100,
    focusDistance: 0.4,
  };
  expect(constraintsOf(asked, can)).toEqual({
    width: { ideal: 640 },
    height: { ideal: 480 },
    resizeMode: 'none',
    advanced: [{ exposureMode: 'manual', exposureTime: 50 }, { focusDistance: 0.4 }],
  });
  expect(constraintsOf({ width: 640, iso: 100 }, can)).toBeNull();
});

test('nobody asks for a size: full HD, as near as the camera comes', () => {
  expect(sizeOf({})).toEqual({ width: { ideal: 1920 }, height: { ideal: 1080 }, resizeMode: 'none' });
  expect(sizeOf({ frameRate: 15 })).toMatchObject({ frameRate: { ideal: 15 } });
});

test('values in their units', () => {
  expect([
    inUnits('exposureTime', 50),
    inUnits('exposureTime', 83.3),
    inUnits('colorTemperature', 4000),
    inUnits('focusDistance', 0.4),
    inUnits('iso', 200),
    inUnits('exposureMode', 'manual'),
    inUnits('zoom', null),
    inUnits('frameRate', 29.97),
  ]).toEqual(['5.0 ms', '8.3 ms', '4000 K', '0.40 m', 'ISO 200', 'manual', 'nothing', '30 a second']);
});
