import { expect, test } from 'vitest';
import { changesOf, ratesOf, shownOf, sizesOf, wantedOf, withDraft } from './draft.ts';

const bench = { label: 'Bench 1 (046d:0892)', deviceId: 'aaaa1' };
const can = {
  width: { min: 1, max: 1280 },
  height: { min: 1, max: 960 },
  frameRate: { min: 0, max: 30 },
  exposureMode: ['manual', 'continuous'],
  exposureTime: { min: 10, max: 100, step: 5 },
  focusMode: ['manual', 'continuous'],
  focusDistance: { min: 0, max: 1 },
};
const read = { width: 640, height: 480, frameRate: 29.97, exposureTime: 33, focusDistance: 0.2 };
const now = shownOf(bench, read, null);

test('without a setup the camera says what holds, and nothing is locked', () => {
  expect(now).toEqual({
    camera: bench,
    width: 640,
    height: 480,
    frameRate: 30,
    locked: { exposureTime: null, iso: null, colorTemperature: null, focusDistance: null },
    mmPerPixel: null,
  });
  expect(changesOf(now, now)).toEqual([]);
});

test('a draft is said old → new, and asks for value and mode', () => {
  const next = withDraft(now, { width: 1280, height: 720, locked: { exposureTime: 50 } });
  expect(changesOf(now, next)).toEqual([
    'Size: 640 × 480 → 1280 × 720',
    'Exposure time: free → locked at 5.0 ms',
  ]);
  const { asked, locked } = wantedOf(next, can);
  expect(asked).toEqual({
    ...{ width: 1280, height: 720, frameRate: 30 },
    ...{ exposureMode: 'manual', exposureTime: 50, focusMode: 'continuous' },
  });
  expect([...locked]).toEqual(['exposureMode', 'exposureTime']);
});

test('what the camera cannot do is not asked', () => {
  const next = withDraft(now, { locked: { iso: 100, colorTemperature: 4000 } });
  expect(Object.keys(wantedOf(next, can).asked)).not.toContain('iso');
  expect([...wantedOf(next, can).locked]).toEqual([]);
});

test('a setup says what holds: what was asked, and what is locked', () => {
  const settings = {
    width: { asked: 1280, read: 1280, locked: true },
    height: { asked: 720, read: 720, locked: true },
    exposureTime: { asked: 50, read: 49, locked: true },
    focusDistance: { asked: null, read: 0.4, locked: false },
  } as const;
  const calibration = { mmPerPixel: 0.05, grey: null, focus: null, exposure: null };
  const camera = { ...bench, usb: null };
  const shown = shownOf(bench, read, { format: 1, camera, settings, calibration });
  expect(shown.mmPerPixel).toBe(0.05);
  expect([shown.width, shown.height, shown.frameRate]).toEqual([1280, 720, 30]);
  expect(shown.locked).toEqual({ exposureTime: 50, iso: null, colorTemperature: null, focusDistance: null });
});

test('another camera of the same label is named by more than that', () => {
  const next = withDraft(now, { camera: { ...bench, deviceId: 'bbbb2' } });
  expect(changesOf(now, next)).toEqual(['Camera: Bench 1 (aaaa) → Bench 1 (bbbb)']);
});

test('sizes and rates that the camera reaches, and those it has', () => {
  expect(sizesOf(can, now)).toEqual([
    [640, 480],
    [800, 600],
    [1280, 720],
    [1280, 960],
  ]);
  expect(sizesOf({}, now)).toEqual([[640, 480]]);
  expect(ratesOf(can, now)).toEqual([10, 15, 20, 25, 30]);
  expect(ratesOf(can, { ...now, frameRate: 7 })).toEqual([10, 15, 20, 25, 30, 7]);
});

test('a scale is of one camera at one size', () => {
  const measured = { ...now, mmPerPixel: 0.05 };
  expect(changesOf(now, withDraft(now, { mmPerPixel: 0.05 }))).toEqual([
    'Scale: not measured → 0.05 mm a pixel',
  ]);
  expect(withDraft(measured, { frameRate: 15 }).mmPerPixel).toBe(0.05);
  expect(withDraft(measured, { width: 1280 }).mmPerPixel).toBeNull();
  expect(withDraft(measured, { width: 1280, mmPerPixel: 0.025 }).mmPerPixel).toBe(0.025);
});
