import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDemoCamera } from '../../../ml/demo/render.ts';
import { demoPiece } from '../../../ml/demo/piece.ts';
import { liveFrame } from '../../../ml/demo/live.ts';
import { contentDigest } from '../../../ml/image/checks/digest.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Reason } from '../../../ml/verdict/result.ts';
import { connect, type Client } from '../../contract/client.ts';
import type { Contract } from '../../contract/contract.ts';
import { packFrame, type FrameHeader } from '../../contract/frame-lane.ts';
import { serve } from '../../contract/server.ts';
import type { Area, Setup } from '../../contract/setup.ts';
import { benchReport, benchSetup } from '../devices/setup.fixture.ts';
import { createHost, type Host } from '../host.ts';
import { samplePackage } from '../models/package.fixture.ts';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { workersPlatform } from '../worker.fixture.ts';

// A camera that lies, in every way known, before the real host: what it sends must end as `no-result` with the right reason.

const [width, height] = [1280, 720];
const scene = createDemoCamera({ width, height });
const piece = scene.picture(demoPiece(3));
/** Picture `n` of a camera that looks at one piece. */
const live = (n: number): Frame => liveFrame(piece, n);
const size = width * height;

const workers = workersPlatform();
let host: Host;
let client: Client;
let number = 0;

const setup: Setup = {
  ...benchSetup,
  settings: {
    ...benchSetup.settings,
    width: { asked: width, read: width, locked: true },
    height: { asked: height, read: height, locked: true },
  },
};
const report = { ...benchReport, read: { ...benchReport.read, width, height } };
/** The bench's lower left corner, and where the piece lies. */
const grey: Area = [16, 624, 80, 80];
const focus: Area = [320, 180, 640, 360];

const send = (frame: Frame, more: Partial<FrameHeader> = {}): string => {
  const { data, ...rest } = frame;
  number += 1;
  const source = { kind: 'camera', label: setup.camera.label, frame: number } as const;
  const camera = { track: 't1', everyMs: 33, before: contentDigest(live(1000 + number)) };
  const header = { id: `f${number}`, ...rest, source, ageMs: 30, camera, ...more };
  expect(host.receiveFrame(session, packFrame(header, data))).toBe(header.id);
  return header.id;
};
const judge = (frame: string) =>
  client.inspection.judge({ frame, identity: {}, trigger: 'key', triggered: '2026-11-21T10:00:00.000Z' });
const session = { id: 's', person: () => ({ id: 'q', name: 'Q', role: 'qa', hasPin: false }) as const };

beforeAll(async () => {
  const memory = createMemoryPlatform();
  const machine = { providers: ['cpu'], cores: 2, memoryBytes: 8e9, freeBytes: () => 0 } as const;
  const platform = { ...memory, spawn: workers.spawn, clock: workers.clock };
  const starter = () => Promise.resolve(samplePackage());
  host = await createHost(platform, { app: '0.1.0', machine, starter });
  await host.ready;
  const { port1, port2 } = new MessageChannel();
  serve(port2, host.handlers, { session, log: () => undefined });
  client = connect<Contract>(port1);
  await client.camera.saveSetup(setup);
  await client.camera.report(report);
  await client.camera.setReference({ frame: send(live(0)), grey, focus, exposure: true });
});
afterAll(async () => {
  await host.close();
  workers.end();
});
beforeEach(async () => void (await client.camera.report(report)));

/** The first `rows` rows of the luminance of one frame over the rest of another. */
function over(upper: Frame, lower: Frame, rows: number): Frame {
  const data = lower.data.slice();
  data.set(upper.data.subarray(0, rows * width));
  return { ...lower, data };
}
const changed = (frame: Frame, change: (data: Uint8Array) => void): Frame => {
  const data = frame.data.slice();
  change(data);
  return { ...frame, data };
};
const luma = (frame: Frame, code: (old: number, i: number) => number) =>
  changed(frame, (data) => {
    for (let i = 0; i < size; i++) data[i] = Math.max(1, Math.min(254, Math.round(code(data[i]!, i))));
  });
const blurred = (frame: Frame) =>
  luma(frame, (_, i) => {
    let sum = 0;
    for (let by = -2; by <= 2; by++) sum += frame.data[i + by] ?? 0;
    return sum / 5;
  });
const cut = height / 2;

const streams: readonly (readonly [
  string,
  Reason,
  (n: number) => readonly [frame: Frame, header?: Partial<FrameHeader>],
])[] = [
  [
    'frozen: each picture is the one before it',
    'camera-repeated',
    () => [live(7), { camera: { track: 't1', everyMs: 33, before: contentDigest(live(7)) } }],
  ],
  ['black, as under a lens cap', 'picture-black', (n) => [luma(live(n), (_, i) => 16 + ((i * n) % 7))]],
  ['white', 'picture-one-value', () => [luma(live(0), () => 235)]],
  ['half of it grey', 'picture-half', (n) => [changed(live(n), (data) => data.fill(128, cut * width))]],
  ['half of it green', 'picture-half', (n) => [changed(live(n), (data) => data.fill(0, cut * width))]],
  [
    'its last row down to the bottom',
    'picture-half',
    (n) => [
      changed(live(n), (data) => {
        for (let y = cut; y < height; y++) data.copyWithin(y * width, (cut - 1) * width, cut * width);
      }),
    ],
  ],
  [
    'its upper half twice',
    'picture-half',
    (n) => [changed(live(n), (data) => data.copyWithin(cut * width, 0, cut * width))],
  ],
  [
    'torn: its lower part is still the picture before it',
    'picture-torn',
    (n) => [over(live(n + 1), live(n), cut), { camera: { track: 't1', before: contentDigest(live(n)) } }],
  ],
  [
    'torn: its lower part is of another scene',
    'picture-torn',
    (n) => {
      const waves = (_: number, i: number) => 120 + 60 * Math.sin((i % width) / 13 + i / width / 17);
      return [over(live(n), luma(live(n), waves), cut + n)];
    },
  ],
  [
    'shifted: bytes were lost on the way',
    'picture-shifted',
    (n) => [changed(live(n), (data) => data.copyWithin(cut * width, cut * width + 256, size))],
  ],
  ['of another size', 'wrong-size', (n) => [liveFrame(small, n)]],
  [
    'five pictures a second',
    'camera-slow',
    (n) => [live(n), { camera: { track: 't1', everyMs: 200 }, ageMs: 120 }],
  ],
  ['a quarter of a second late', 'camera-stale', (n) => [live(n), { ageMs: 250 }]],
  ['out of focus', 'picture-blurred', (n) => [blurred(live(n))]],
  ['the lamp is 5 % weaker', 'picture-exposure', (n) => [luma(live(n), (code) => 16 + 0.95 * (code - 16))]],
  [
    'the camera of the bench beside it',
    'camera-other',
    (n) => [live(n), { source: { kind: 'camera', label: 'C922' } }],
  ],
  ['opened again and not read', 'camera-unread', (n) => [live(n), { camera: { track: 't2' } }]],
];
const small = createDemoCamera({ width: 640, height: 360 }).picture(demoPiece(3));

test.each(streams)('%s: no result (%s)', async (_, reason, picture) => {
  for (let n = 1; n <= 3; n++) {
    const [frame, header] = picture(n);
    const { verdict, reason: said, image, steps, setup: named } = await judge(send(frame, header));
    expect([verdict, said]).toEqual(['no-result', reason]);
    expect(steps).toEqual([]);
    expect(named).toBe((await client.camera.setup())?.sha256);
    expect(await host.images.has(image.sha256)).toBe(true);
  }
});

test('a good stream is judged, and names its setup', async () => {
  for (let n = 1; n <= 20; n++) {
    const { verdict, setup: named } = await judge(send(live(n)));
    expect(['pass', 'defect', 'unsure']).toContain(verdict);
    expect(named).toBe((await client.camera.setup())?.sha256);
  }
});

test('the demo scene may stand still and be late, and has no setup', async () => {
  const source = { kind: 'demo', label: 'Demo scene' } as const;
  for (let n = 0; n < 3; n++) {
    const { verdict, setup: named } = await judge(send(live(5), { source, ageMs: 900 }));
    expect(['pass', 'defect', 'unsure']).toContain(verdict);
    expect(named).toBe(null);
  }
});

test('settings that read otherwise, another camera, a new lot: no result until it is put right', async () => {
  const reasonNow = async () => (await judge(send(live(2000 + number)))).reason;
  await client.camera.report({ ...report, read: { ...report.read, exposureTime: 80 } });
  expect(await reasonNow()).toBe('camera-settings');
  const usb = { vendor: 0x046d, product: 0x082d, serial: 'TWIN', port: '1-3' };
  await client.camera.report({ ...report, camera: { ...report.camera, usb } });
  expect(await reasonNow()).toBe('camera-other');
  await client.camera.report(report);
  expect(await reasonNow()).toBe(undefined);
  await client.inspection.openTray({ tray: 'Lot 7' });
  const identity = { serial: '1' };
  const trigger = { identity, trigger: 'key', triggered: '2026-11-21T10:00:00.000Z' } as const;
  expect((await client.inspection.judge({ frame: send(live(3)), ...trigger })).reason).toBe('camera-unread');
  await client.camera.report(report);
  expect((await client.inspection.judge({ frame: send(live(4)), ...trigger })).setup).not.toBe(null);
});
