import { expect, test } from 'vitest';
import { anyCamera, CameraError, type CameraChoice } from './source.ts';
import { answering, shortLabel, whichOf, type Found } from './which.ts';

const bench = { label: 'Bench 1 (046d:0892)', deviceId: 'a' };
const twin = { ...bench, deviceId: 'b' };
const c920 = { label: 'C920 (046d:082d)', deviceId: 'c' };
const chosen: CameraChoice = { kind: 'camera', ...bench };
const byLabel: CameraChoice = { ...chosen, deviceId: null };

function which(choice: CameraChoice, ...found: readonly Found[]) {
  try {
    return whichOf(choice, found).deviceId;
  } catch (error) {
    if (!(error instanceof CameraError)) throw error;
    return [error.code, error.data['found'], error.data['bound']].filter(Boolean).join(' | ');
  }
}

test.each([
  ['any, of none', anyCamera, [], 'camera-none'],
  ['any, of two', anyCamera, [c920, bench], 'c'],
  ['the chosen one among others', chosen, [c920, twin, bench], 'a'],
  ['the chosen one is gone', chosen, [], 'camera-gone'],
  ['another is there instead', chosen, [c920], 'camera-other | C920 | Bench 1'],
  ['another of the same label', chosen, [twin], 'camera-other | Bench 1 | a different Bench 1'],
  ['another of the same label, and the station will say', { ...chosen, bound: true }, [c920, twin], 'b'],
  ['chosen by label alone', byLabel, [c920, twin], 'b'],
] as const)('%s', (_, choice, found, expected) => expect(which(choice, ...found)).toBe(expected));

test('the camera in the place of the chosen one can be chosen', () => {
  try {
    whichOf(chosen, [twin]);
  } catch (error) {
    expect(answering((error as CameraError).data)).toEqual({ kind: 'camera', ...twin });
  }
  expect(answering({})).toBeNull();
});

test('labels without what only drivers read', () => {
  expect(['HD Pro Webcam C920 (046d:082d)', 'FaceTime', '/tmp/x/camera.y4m'].map(shortLabel)).toEqual([
    'HD Pro Webcam C920',
    'FaceTime',
    'camera.y4m',
  ]);
});
