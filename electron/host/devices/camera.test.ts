import { describe, expect, test } from 'vitest';
import { greyFrame } from '../models/sample.fixture.ts';
import { openJournal } from '../journal/open.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import { openStation } from '../station.ts';
import { eventData } from '../../contract/events.ts';
import type { CameraIdentity, Setup, UsbIdentity } from '../../contract/setup.ts';
import { createCameraRoom } from './camera.ts';
import { differencesOf } from './differences.ts';
import { isSameCamera } from './same-camera.ts';
import { benchCamera, benchReport, benchSetup, usb } from './setup.fixture.ts';
import { canonicalJson, setupHash } from './setup-hash.ts';

const by = { id: 'ada', role: 'qa' } as const;

async function room(
  platform: MemoryPlatform = createMemoryPlatform(),
  usbOf: (camera: CameraIdentity) => UsbIdentity | null = () => null,
) {
  const station = await openStation({ platform, app: '0.1.0' });
  const journal = await openJournal({ platform, station, app: '0.1.0' });
  let changes = 0;
  const camera = createCameraRoom({ journal, usbOf, changed: () => (changes += 1) });
  return { platform, journal, camera, changes: () => changes };
}
const header = (more: { label?: string; track?: string; kind?: 'camera' | 'demo' } = {}) => ({
  source: { kind: more.kind ?? ('camera' as const), label: more.label ?? benchCamera.label },
  camera: { track: more.track ?? 't1' },
});

describe('isSameCamera', () => {
  const answers = (more: Partial<CameraIdentity>) => ({ ...benchCamera, ...more });
  const plain = answers({ usb: { ...usb, serial: null } });
  const unseen = answers({ usb: null });
  test.each<[string, CameraIdentity, CameraIdentity, boolean]>([
    ['itself', benchCamera, benchCamera, true],
    [
      'its serial number in another port',
      benchCamera,
      answers({ deviceId: 'd9', usb: { ...usb, port: '2-1' } }),
      true,
    ],
    ['another serial number in its port', benchCamera, answers({ usb: { ...usb, serial: 'Z' } }), false],
    ['one that lost its serial number', benchCamera, plain, false],
    ['another product', benchCamera, answers({ usb: { ...usb, product: 1 } }), false],
    ['another label', benchCamera, answers({ label: 'C922' }), false],
    ['no serial number, same port, replugged', plain, { ...plain, deviceId: 'd9' }, true],
    [
      'no serial number, another port',
      plain,
      answers({ deviceId: 'd1', usb: { ...usb, serial: null, port: '3' } }),
      false,
    ],
    ['no watcher, same id', unseen, unseen, true],
    ['no watcher, another id', unseen, { ...unseen, deviceId: 'd9' }, false],
    ['no watcher, no id', { ...unseen, deviceId: '' }, { ...unseen, deviceId: '' }, false],
  ])('%s', (_, bound, other, same) => expect(isSameCamera(bound, other)).toBe(same));
});

describe('differencesOf', () => {
  test('names locked settings that read otherwise, or not at all; free ones may drift', () => {
    expect(differencesOf(benchSetup, benchReport.read)).toEqual([]);
    expect(differencesOf(benchSetup, { width: 64, height: 64, exposureTime: 50.4 })).toEqual([
      { setting: 'exposureMode', setup: 'manual', now: null },
    ]);
    expect(
      differencesOf(benchSetup, { ...benchReport.read, exposureTime: 51, exposureMode: 'continuous' }),
    ).toEqual([
      { setting: 'exposureMode', setup: 'manual', now: 'continuous' },
      { setting: 'exposureTime', setup: 50, now: 51 },
    ]);
  });
});

describe('setupHash', () => {
  test('is of the content, whatever the order of its keys', () => {
    const turned = JSON.parse(
      JSON.stringify(Object.fromEntries(Object.entries(benchSetup).reverse())),
    ) as Setup;
    expect(Object.keys(turned)[0]).toBe('calibration');
    expect(setupHash(turned)).toBe(setupHash(benchSetup));
    // As Python's json.dumps(sort_keys=True, separators=(',', ':')) and hashlib say.
    expect(setupHash(benchSetup)).toBe('d183a4c402e9c8ee57212d03b2540667d14b066162955285fd6bd73043bc0a61');
    expect(
      setupHash({ ...benchSetup, calibration: { ...benchSetup.calibration, mmPerPixel: 0.06 } }),
    ).not.toBe(setupHash(benchSetup));
  });
  test('canonical JSON: keys in order, nothing undefined, no spaces', () => {
    expect(canonicalJson({ b: [1, { z: null, a: 'ü"' }], a: undefined, A: 1e21 })).toBe(
      '{"A":1e+21,"b":[1,{"a":"ü\\"","z":null}]}',
    );
  });
});

describe('the camera of a station', () => {
  test('without a setup any camera is judged', async () => {
    const { camera } = await room();
    expect(camera.state()).toEqual({
      ...{ phase: 'unbound', setup: null, bound: null, answers: null, differences: [] },
    });
    expect(camera.faultOf(header())).toBe(null);
  });

  test('a setup is journalled with its content, once, and is there after a restart and behind a seal', async () => {
    const { platform, journal, camera } = await room();
    const { sha256 } = await camera.save(benchSetup, by);
    const { seq } = journal.head();
    await camera.save(structuredClone(benchSetup), by);
    expect(journal.head().seq).toBe(seq);
    const line = JSON.parse((await journal.line(seq)).line) as { data: unknown; kind: string };
    expect(line.kind).toBe('setup.changed');
    expect(line.data).toEqual({ setup: sha256, content: benchSetup, why: 'saved' });
    await journal.seal();
    await journal.append('tray.opened', { tray: 'T' }, by);
    await journal.close();
    const again = await room(platform.restart());
    expect(again.camera.setup()).toEqual({ sha256, setup: benchSetup });
    await again.camera.forget(by);
    expect(again.camera.state().phase).toBe('unbound');
  });

  test('is read after each opening and before each lot, and held to what is locked', async () => {
    const { camera, changes } = await room();
    await camera.save(benchSetup, by);
    expect([camera.state().phase, camera.faultOf(header())]).toEqual(['unread', 'camera-unread']);
    expect(camera.report(benchReport).phase).toBe('ready');
    expect(camera.faultOf(header())).toBe(null);
    expect(camera.faultOf(header({ track: 't2' }))).toBe('camera-unread');
    camera.beginLot();
    expect([camera.state().phase, camera.faultOf(header())]).toEqual(['unread', 'camera-unread']);
    const read = { ...benchReport.read, exposureMode: 'continuous' };
    expect(camera.report({ ...benchReport, read })).toMatchObject({
      phase: 'unlike',
      differences: [{ setting: 'exposureMode', setup: 'manual', now: 'continuous' }],
    });
    expect(camera.faultOf(header())).toBe('camera-settings');
    expect(camera.faultOf(header({ kind: 'demo' }))).toBe(null);
    expect(changes()).toBe(4);
  });

  test('another camera stops judging until it is taken into use or the bound one is back', async () => {
    const { camera } = await room();
    await expect(async () => camera.use(by)).rejects.toMatchObject({ code: 'not-found' });
    const { sha256 } = await camera.save(benchSetup, by);
    const twin = { ...benchReport.camera, deviceId: 'd2', usb: { ...usb, serial: 'OTHER' } };
    expect(camera.report({ ...benchReport, camera: twin, track: 't2' })).toMatchObject({
      ...{ phase: 'other', bound: benchCamera.label, answers: benchCamera.label, setup: sha256 },
    });
    expect(camera.faultOf(header({ track: 't2' }))).toBe('camera-other');
    expect(camera.faultOf(header({ label: 'C922', track: 't1' }))).toBe('camera-other');
    expect(camera.report({ ...benchReport, track: 't3' }).phase).toBe('ready');
    expect(camera.faultOf(header({ track: 't3' }))).toBe(null);

    camera.report({ ...benchReport, camera: twin, track: 't4' });
    const { setup } = await camera.use(by);
    expect(camera.state().phase).toBe('ready');
    expect(camera.faultOf(header({ track: 't4' }))).toBe(null);
    expect(setup.camera).toEqual(twin);
    expect(setup.settings.exposureTime).toEqual({ asked: 50, read: 50, locked: true });

    // What the page opens it with next time is what it was taken with.
    camera.report({ ...benchReport, camera: twin, track: 't5', read: { ...benchReport.read, width: 128 } });
    const { settings } = (await camera.use(by)).setup;
    expect(settings.width).toEqual({ asked: 128, read: 128, locked: true });
    expect(setup.settings.colorTemperature).toEqual({ asked: null, read: 5200, locked: false });
    expect(setup.calibration).toEqual({ mmPerPixel: null, grey: null, focus: null, exposure: null });
  });

  test('the station’s own watcher says which USB device it is, also when it sees it later than the browser', async () => {
    let seen: UsbIdentity | null = usb;
    const { camera } = await room(undefined, () => seen);
    const bare = { ...benchCamera, usb: null };
    const { setup } = await camera.save({ ...benchSetup, camera: bare }, by);
    expect(setup.camera.usb).toEqual(usb);
    seen = null;
    const moved = { ...benchReport, camera: { ...bare, deviceId: 'd7' } };
    expect(camera.report(moved).phase).toBe('other');
    seen = { ...usb, port: '3-1' };
    expect([camera.state().phase, camera.faultOf(header())]).toEqual(['ready', null]);
    expect((await camera.use(by)).setup.camera).toEqual({ ...bare, deviceId: 'd7', usb: seen });
  });

  test('a segment that is older than setups has none', () => {
    const counters = { inspections: 0, verdicts: { pass: 0, defect: 0, unsure: 0, 'no-result': 0 } };
    const old = { format: 1, app: '0.1.0', previous: null, counters, openTray: null, activeModel: null };
    expect(eventData['segment.opened'].parse(old).setup).toBe(null);
  });

  test('a camera that names no resolution is not taken into use', async () => {
    const { camera } = await room();
    camera.report({ ...benchReport, read: { zoom: 1 } });
    await expect(async () => camera.use(by)).rejects.toMatchObject({ code: 'bad-input' });
    expect(camera.setup()).toBe(null);
  });

  test('references are measured on the picture itself', async () => {
    const { camera } = await room();
    const area: [number, number, number, number] = [0, 0, 8, 8];
    const wanted = { grey: area, focus: area, exposure: true };
    const refused = async (frame = greyFrame(90), more = wanted) =>
      expect(async () => camera.setReference(frame, more, by)).rejects;
    await (await refused()).toMatchObject({ code: 'not-found' });
    const { sha256 } = await camera.save(benchSetup, by);
    await (await refused(greyFrame(90, 32))).toMatchObject({ code: 'bad-input' });
    const outside = { ...wanted, grey: [60, 0, 8, 8] as typeof area };
    await (await refused(greyFrame(90), outside)).toMatchObject({ code: 'bad-input' });
    const named = await camera.setReference(greyFrame(90), wanted, by);
    expect(named.sha256).not.toBe(sha256);
    expect(named.setup.calibration).toEqual({
      mmPerPixel: 0.05,
      grey: { area, level: 95 },
      focus: { area, measure: 400 },
      exposure: { low: 0, high: 0 },
    });
  });
});
