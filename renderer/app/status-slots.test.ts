import { expect, test } from 'vitest';
import type { Status } from '../../electron/contract/station.ts';
import type { CameraState } from '../camera/camera.ts';
import type { Connection } from '../host.ts';
import { holdsLease, obstacleOf } from '../camera/obstacle.ts';
import { readyStatus } from '../station.fixture.ts';
import { fault } from '../words/fault.ts';
import { slotsOf } from './status-slots.ts';

const camera: CameraState = {
  choice: { kind: 'camera', label: null, deviceId: null },
  phase: 'live',
  fault: null,
  kind: 'camera',
  label: 'C920 (046d:0892)',
  size: { width: 1920, height: 1080 },
  track: null,
};
const connection = { phase: 'connected', client: null, tries: 0 } as unknown as Connection;
const texts = (status: Status | null, more: Partial<Parameters<typeof slotsOf>[0]> = {}) =>
  slotsOf({ connection, camera, status, sound: true, unkept: null, ...more }).map(
    ({ text, level }) => `${level}: ${text}`,
  );

test('a healthy station is plain text, with the version, the provider and the last milliseconds', () => {
  expect(texts(readyStatus)).toEqual([
    'normal: C920',
    'normal: instruments v14 · CPU · 41 ms',
    'normal: 0 to send',
    'normal: Registry: none',
    'normal: 80 GB free',
    'normal: Sound on',
  ]);
});

test('what needs a look is marked, what is broken is a fault with cause and remedy', () => {
  const low: Status = { ...readyStatus, disk: { freeBytes: 1e9, floorBytes: 2e9, ok: false } };
  expect(texts(low, { sound: false })).toContain('fault: 1.0 GB free');
  expect(texts(low, { sound: false })).toContain('attention: Muted');
  const near: Status = { ...readyStatus, disk: { freeBytes: 3e9, floorBytes: 2e9, ok: true } };
  expect(texts(near)).toContain('attention: 3.0 GB free');
  const model = (state: 'starting' | 'none') =>
    texts({ ...readyStatus, model: { ...readyStatus.model, active: null, state } })[1];
  expect([model('starting'), model('none')]).toEqual(['attention: Model starting', 'fault: No model']);
  const slots = slotsOf({
    connection,
    camera: { ...camera, fault: fault('camera-stale'), phase: 'fault' },
    status: null,
    sound: true,
    unkept: null,
  });
  expect(slots[0]).toMatchObject({
    level: 'fault',
    text: 'C920: no picture',
    remedy: 'Check the cable; Loupe reconnects by itself. (camera-stale)',
  });
});

test('the registry: alone, all sent, waiting since, offline, paused, put aside; a mark only where somebody has to act', () => {
  const since = new Date(new Date().setHours(13, 40, 0, 0)).toISOString();
  const at = (registry: Partial<Status['registry']>) =>
    texts({
      ...readyStatus,
      registry: { ...readyStatus.registry, kind: 'mlflow', ...registry },
    }).slice(2, 4);
  expect(at({ kind: 'none' })).toEqual(['normal: 0 to send', 'normal: Registry: none']);
  expect(at({ kind: 'folder' })).toEqual(['normal: 0 to send', 'normal: Registry: folder']);
  expect(at({ waiting: 12, since })).toEqual(['normal: 12 to send since 13:40', 'normal: Registry: MLflow']);
  expect(at({ waiting: 12, since, away: 'no connection' })[1]).toBe('normal: Registry: offline');
  expect(at({ waiting: 12, since, paused: 'it wants another login (401)' })[1]).toBe(
    'attention: Registry: paused',
  );
  expect(at({ parked: 2 })[0]).toBe('attention: 0 to send, 2 put aside');
  const [paused] = slotsOf({
    ...{ connection, camera, sound: true, unkept: null },
    status: {
      ...readyStatus,
      registry: { ...readyStatus.registry, kind: 'mlflow', paused: 'it wants another login (401)' },
    },
  }).filter(({ name }) => name === 'registry');
  expect(paused).toMatchObject({
    cause:
      'Nothing goes to the registry or comes from it: it wants another login (401). Inspecting goes on, and nothing is lost.',
    remedy: 'An admin mends it in Station, Registry',
  });
});

test('the first cause that stops inspecting is named, and none is when all is well', () => {
  const facts = { connection, status: readyStatus, session: 'this', camera };
  expect(obstacleOf(facts)).toBeNull();
  const code = (more: Partial<Parameters<typeof obstacleOf>[0]>) => obstacleOf({ ...facts, ...more })?.code;
  expect(code({ connection: { phase: 'lost', client: null, tries: 1 } })).toBe('host-lost');
  expect(code({ status: null })).toBe('connecting');
  expect(code({ session: 'other' })).toBe('lease-held');
  expect(code({ status: { ...readyStatus, journal: { head: 1, ok: false } } })).toBe('journal-stopped');
  expect(code({ status: { ...readyStatus, disk: { ...readyStatus.disk, ok: false } } })).toBe('disk-low');
  const model = (change: Partial<Status['model']>) =>
    code({ status: { ...readyStatus, model: { ...readyStatus.model, ...change } } });
  expect(model({ active: null, state: 'starting' })).toBe('model-starting');
  expect(model({ active: null, state: 'none' })).toBe('model-unavailable');
  expect(model({ state: 'failed' })).toBe('model-unavailable');
  expect(code({ camera: { ...camera, phase: 'fault', fault: fault('camera-none') } })).toBe('camera-none');
  expect(code({ camera: { ...camera, phase: 'opening' } })).toBe('camera-starting');
  expect(holdsLease({ status: readyStatus, session: 'this' })).toBe(true);
  expect(holdsLease({ status: { ...readyStatus, lease: null }, session: 'this' })).toBe(false);
});

test('a camera that the station does not judge says so; another source does not care', () => {
  const of = (more: Partial<Status['camera']>, kind: CameraState['kind'] = 'camera') => {
    const status: Status = { ...readyStatus, camera: { ...readyStatus.camera, bound: 'Bench 1', ...more } };
    return slotsOf({ connection, camera: { ...camera, kind }, status, sound: true, unkept: null })[0];
  };
  expect(of({ phase: 'ready' })).toMatchObject({ level: 'normal', text: 'C920' });
  expect(of({ phase: 'unread' })).toMatchObject({ level: 'attention', text: 'C920: being read' });
  expect(of({ phase: 'other', answers: 'C922 (046d:085c)' })).toMatchObject({
    level: 'fault',
    text: 'C920: not the bound one',
    cause: 'Another camera answers (C922, bound: Bench 1). Judging is stopped.',
  });
  const differences = [{ setting: 'exposureTime', setup: 50, now: 80 } as const];
  expect(of({ phase: 'unlike', differences })).toMatchObject({
    level: 'fault',
    text: 'C920: other settings',
    cause: 'It does not read as its setup says: exposureTime is 80, not 50. Nothing is judged.',
  });
  expect(of({ phase: 'unlike', differences }, 'demo')).toMatchObject({ level: 'normal', text: 'Demo scene' });
});
