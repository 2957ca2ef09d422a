import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeY4m } from '../../../ml/image/y4m.ts';
import type { Frame } from '../../../ml/image/frame.ts';
import { parseEvent } from '../../contract/events.ts';
import { openImages } from '../images/store.ts';
import { openJournal } from '../journal/open.ts';
import { brightness, greyFrame, sampleModel } from '../models/sample.fixture.ts';
import type { ReceivedFrame } from '../frames/frames.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../platform-memory.fixture.ts';
import { openStation } from '../station.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { benchSetup } from '../devices/setup.fixture.ts';
import { createEngine, type Engine } from './engine.ts';
import { createInspection, type InspectionDeps } from './inspection.ts';
import { createPictures } from './pictures.ts';
import { tiffOf, tiffSheet } from './picture-bytes.fixture.ts';
import { bmp } from './picture.fixture.ts';
import { replay } from './replay.ts';

const workers = workersPlatform();
const engine = createEngine({
  platform: workers,
  providers: ['cpu'],
  threads: 1,
  memoryLimitBytes: 2_000_000_000,
  spareAllowed: () => false,
});
const pictures = createPictures(workers);
const model = sampleModel();
beforeAll(() => engine.use([{ model, stopOn: ['defect'] }]));
afterAll(() => workers.end());

async function room(memory: MemoryPlatform = createMemoryPlatform(), other: Partial<InspectionDeps> = {}) {
  const station = await openStation({ platform: memory, app: '0.1.0' });
  const journal = await openJournal({ platform: memory, station, app: '0.1.0' });
  const images = await openImages({ platform: memory, floorBytes: () => 1000 });
  const platform = { clock: workers.clock, log: () => undefined };
  const settings = () => ({ judgeLimitMs: 5000 });
  const inspection = createInspection({
    platform,
    journal,
    images,
    engine,
    pictures,
    settings,
    camera: null,
    ...other,
  });
  return { memory, journal, images, inspection };
}
const sent = (frame: Frame, more: Partial<ReceivedFrame> = {}): ReceivedFrame => ({
  header: { id: 'f', ...frame, source: { kind: 'camera', label: 'C', frame: 7 }, ageMs: 3 },
  frame,
  arrived: workers.clock.monotonic(),
  repeated: 'none',
  ...more,
});
const request = {
  identity: { instrument: 'forceps' },
  trigger: 'key',
  triggered: '2026-11-21T10:00:00.000Z',
  by: { id: 'ada', role: 'technician' },
} as const;

describe('inspection.judge', () => {
  test('a verdict, whose image and line are on disk when it is given', async () => {
    const { memory, journal, images, inspection } = await room();
    const frame = greyFrame(240);
    const answer = await inspection.judge({ ...request, sent: sent(frame) });
    expect(answer).toMatchObject({
      by: 'ada',
      identity: { instrument: 'forceps' },
      verdict: 'defect',
      score: 245 / 256,
      source: { kind: 'camera', label: 'C', frame: 7 },
      steps: [
        { model: 'sample', version: 1, sha256: model.sha256, verdict: 'defect', engine: { provider: 'cpu' } },
      ],
    });
    memory.files.cutPower();
    const stored = decodeY4m((await images.get(answer.image.sha256)).bytes);
    expect(Buffer.compare(stored.data, frame.data)).toBe(0);
    const line = parseEvent((await journal.line(answer.seq)).line);
    expect(line?.kind === 'inspection.recorded' && line.data.verdict).toBe('defect');
    expect(answer.id).toBe(`${journal.stationId}-${answer.seq}`);
  });

  test.each([
    ['the camera says so', sent(greyFrame(90)), 'camera-stale', 'camera-stale'],
    ['repeated', sent(greyFrame(90), { repeated: 'all' }), undefined, 'camera-repeated'],
    ['black', sent(greyFrame(0)), undefined, 'picture-black'],
    ['smaller than the model takes', sent(greyFrame(90, 32)), undefined, 'wrong-size'],
  ] as const)('%s: recorded as no result', async (_, received, fault, reason) => {
    const { images, inspection } = await room();
    const now = { ...received, arrived: workers.clock.monotonic() };
    const answer = await inspection.judge({ ...request, sent: now, fault });
    expect([answer.verdict, answer.reason, answer.score]).toEqual(['no-result', reason, 0]);
    expect(await images.has(answer.image.sha256)).toBe(true);
  });

  test('every failing write of the save path: an error, never an acknowledged verdict', async () => {
    const { memory, inspection } = await room();
    const before = memory.files.calls();
    await inspection.judge({ ...request, sent: sent(greyFrame(60)) });
    const calls = memory.files.calls() - before;
    expect(calls).toBeGreaterThan(4);
    for (const code of ['EIO', 'ENOSPC'] as const) {
      for (let n = 1; n <= calls; n += 1) {
        const fresh = await room();
        await fresh.inspection.judge({ ...request, sent: sent(greyFrame(50)) });
        fresh.memory.files.failAt(n, code);
        const answer = fresh.inspection.judge({ ...request, sent: sent(greyFrame(40)) });
        const acknowledged = await answer.catch((error: { code: string }) => {
          expect(['not-written', 'disk-low', 'journal-stopped']).toContain(error.code);
          return null;
        });
        if (acknowledged === null) continue;
        fresh.memory.files.cutPower();
        expect((await fresh.journal.line(acknowledged.seq)).line).toContain('"verdict":"pass"');
        expect((await fresh.images.get(acknowledged.image.sha256)).bytes.length).toBe(
          acknowledged.image.bytes,
        );
      }
    }
  });

  test('a disk that is nearly full refuses', async () => {
    const { memory, journal, inspection } = await room();
    memory.files.setFreeBytes(10);
    const head = journal.head().seq;
    await expect(inspection.judge({ ...request, sent: sent(greyFrame(60)) })).rejects.toMatchObject({
      code: 'disk-low',
    });
    expect(journal.head().seq).toBe(head);
  });
});

describe('inspection.judgeFile', () => {
  test('a recorded file is kept byte for byte; a file that is no picture is no result', async () => {
    const { images, inspection } = await room();
    const bytes = bmp();
    const record = {
      source: { kind: 'file', label: 'a.bmp' },
      identity: {},
      triggered: request.triggered,
      by: { id: 'system', role: 'system' },
    } as const;
    const answer = await inspection.judgeFile({ bytes, record });
    // 6 × 4 pixels are fewer than the model's 64 × 64, and `area/u8` never enlarges.
    expect(answer).toMatchObject({
      verdict: 'no-result',
      reason: 'wrong-size',
      pages: 1,
      image: { type: 'bmp', width: 6 },
    });
    const stored = await images.get(answer.inspection?.image.sha256 ?? '');
    expect([stored.type, Buffer.compare(stored.bytes, bytes)]).toEqual(['bmp', 0]);
    expect(await inspection.judgeFile({ bytes: bytes.subarray(0, 60), record })).toMatchObject({
      verdict: 'no-result',
      reason: 'unreadable-image',
      inspection: null,
    });
  });

  test('page and rule for 16 bit are recorded, and the replay keeps to them', async () => {
    const { journal, images, inspection } = await room();
    // 1000 and 2000 in turn: by the high byte 3 and 7, from the darkest to the brightest 0 and 255.
    const samples = Uint16Array.from({ length: 64 * 64 }, (_, index) => (index % 2 === 0 ? 1000 : 2000));
    const page = tiffSheet(64, 64, new Uint8Array(samples.buffer), { channels: 1, bits: 16 });
    const bytes = tiffOf([tiffSheet(1, 1, Uint8Array.of(1, 2, 3)), page]);
    const record = {
      source: { kind: 'file', label: 'a.tif' },
      identity: {},
      triggered: request.triggered,
      by: { id: 'system', role: 'system' },
    } as const;
    const judged = (depth: 'full-range' | 'min-max') =>
      inspection.judgeFile({ bytes, page: 1, depth, record });
    const [full, stretched] = [await judged('full-range'), await judged('min-max')];
    expect([full.score, full.verdict]).toEqual([5 / 256, 'pass']);
    expect([stretched.score, stretched.verdict]).toEqual([127.5 / 256, 'unsure']);
    expect(stretched.inspection?.image).toMatchObject({ type: 'tiff', page: 1, depth: 'min-max' });
    const models = { open: () => Promise.resolve(model) };
    const outcomes = [];
    for await (const { outcome } of replay({ journal, images, pictures, models, engine, limitMs: 5000 }))
      outcomes.push(outcome);
    expect(outcomes).toEqual(['equal', 'equal']);
    await engine.use([{ model, stopOn: ['defect'] }]);
  });
});

describe('replay', () => {
  test('20 stored inspections judged again are equal; another model under the same name is noticed', async () => {
    const { journal, images, inspection } = await room();
    for (let i = 0; i < 20; i += 1) await inspection.judge({ ...request, sent: sent(greyFrame(12 * i + 8)) });
    await inspection.judge({ ...request, sent: sent(greyFrame(0)) });
    const outcomes = async (opened: typeof model) => {
      const counts: Record<string, number> = {};
      const models = { open: () => Promise.resolve(opened) };
      for await (const { outcome } of replay({ journal, images, pictures, models, engine, limitMs: 5000 })) {
        counts[outcome] = (counts[outcome] ?? 0) + 1;
      }
      return counts;
    };
    expect(await outcomes(model)).toEqual({ equal: 20, skipped: 1 });
    expect(await outcomes(sampleModel(brightness(0.999)))).toEqual({ different: 20, skipped: 1 });
    await engine.use([{ model, stopOn: ['defect'] }]);
  });
  test('lengths are recorded in millimetres by the setup of the camera, and are no difference', async () => {
    const pit = { kind: 'mask', box: [1, 2, 30, 40], class: 'pit', score: 0.9, lengthPx: 50 } as const;
    const measuring: Engine = {
      ...engine,
      async judge(frame, options) {
        const answer = await engine.judge(frame, options);
        return { ...answer, steps: answer.steps.map((step) => ({ ...step, findings: [pit] })) };
      },
    };
    const camera = { setup: () => ({ sha256: 'a'.repeat(64), setup: benchSetup }), faultOf: () => null };
    const { journal, images, inspection } = await room(undefined, { engine: measuring, camera });
    const { setup, steps } = await inspection.judge({ ...request, sent: sent(greyFrame(240)) });
    expect([setup, steps[0]?.findings]).toEqual(['a'.repeat(64), [{ ...pit, lengthMm: 2.5 }]]);
    const models = { open: () => Promise.resolve(model) };
    const deps = { journal, images, pictures, models, engine: measuring, limitMs: 5000 };
    for await (const replayed of replay(deps)) expect(replayed).toMatchObject({ outcome: 'equal' });
  });
});
