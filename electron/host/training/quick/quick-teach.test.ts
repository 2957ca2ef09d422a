import { afterAll, beforeEach, expect, test } from 'vitest';
import { packFrame } from '../../../contract/frame-lane.ts';
import type { Frame } from '../../../../ml/image/frame.ts';
import { liveFrame } from '../../../../ml/demo/live.ts';
import { demoPiece } from '../../../../ml/demo/piece.ts';
import { createDemoCamera } from '../../../../ml/demo/render.ts';
import type { QuickTeach } from '../../../contract/quick-teach.ts';
import { createFrames, type ReceivedFrame } from '../../frames/frames.ts';
import { createGate } from '../../gate.ts';
import { openImages } from '../../images/store.ts';
import { openJournal } from '../../journal/open.ts';
import { openModels } from '../../models/models.ts';
import { createMemoryPlatform, type MemoryPlatform } from '../../platform-memory.fixture.ts';
import { openStation } from '../../station.ts';
import { workersPlatform } from '../../worker.fixture.ts';
import { shareDone } from './fit.ts';
import { openQuickTeach } from './quick-teach.ts';

const workers = workersPlatform();
afterAll(() => workers.end());

const camera = createDemoCamera({ width: 960, height: 540 });
const picture = (seed: number, damaged: boolean) =>
  liveFrame(camera.picture(demoPiece(seed, undefined, damaged)), seed);
const goodPieces = Array.from({ length: 20 }, (_, n) => picture(3000 + n, false));
const by = { id: 'quinn', role: 'qa' } as const;
const machine = { providers: ['cpu'], cores: 2, memoryBytes: 8e9, freeBytes: () => 4e9 } as const;

const frames = createFrames(workers.clock);
/** A frame as it comes over the frame lane. */
function sent({ data, ...rest }: Frame): ReceivedFrame {
  const source = { kind: 'demo', label: 'Demo scene' } as const;
  frames.receive(packFrame({ id: 'f', ...rest, source, ageMs: 0 }, data));
  return frames.get('f');
}

async function open(memory: MemoryPlatform) {
  const platform = { ...memory, clock: workers.clock, spawn: workers.spawn, log: workers.log };
  const station = await openStation({ platform, app: '0.1.0' });
  const journal = await openJournal({ platform, station, app: '0.1.0' });
  const images = await openImages({ platform, floorBytes: () => 0 });
  const engine = { use: () => Promise.reject(new Error('nothing is put in use here')) };
  const models = openModels({ platform, journal, station, machine, engine });
  const gate = createGate();
  const judges = { setup: () => null, faultOf: () => null };
  const room = await openQuickTeach({ platform, images, models, camera: judges, gate, threads: 1 });
  const now = async (): Promise<QuickTeach> => (await room.follow(undefined).next()).value as QuickTeach;
  /** Waits until the model is in a state. */
  async function until(test: (model: QuickTeach['model']) => boolean): Promise<QuickTeach['model']> {
    for await (const { model } of room.follow(undefined)) if (test(model)) return model;
    throw new Error('the stream ended');
  }
  return { room, models, journal, gate, now, until };
}

async function withPieces() {
  const memory = createMemoryPlatform();
  const bench = await open(memory);
  for (const piece of goodPieces) await bench.room.capture(sent(piece), by);
  return { memory, ...bench };
}

/** Twenty good pieces, as they lie on the disk. */
let memory: MemoryPlatform;
let bench: Awaited<ReturnType<typeof withPieces>>;
beforeEach(async () => {
  bench = await withPieces();
  memory = bench.memory;
});

test('from twenty good pieces to a package that finds damage', { timeout: 240_000 }, async () => {
  const { room, models, until, now, gate } = bench;
  await expect(room.tryIt(sent(picture(1, false)))).rejects.toMatchObject({ code: 'model-unavailable' });
  await room.train('fixture', by);
  expect(gate.hold()).toEqual({ busy: 'training' });
  await expect(room.train('fixture', by)).rejects.toMatchObject({ code: 'busy' });
  const stages = new Set<string>();
  const ended = await until((model) => {
    if (model.state === 'training') stages.add(model.stage);
    return model.state !== 'training';
  });
  expect(ended).toMatchObject({ state: 'trained', pieces: 20, heldBack: 4, outdated: false, saved: null });
  expect([...stages]).toContain('statistics');

  const said = { good: { pass: 0, else: 0 }, damaged: { pass: 0, else: 0 } };
  for (let seed = 4000; seed < 4006; seed++)
    for (const kind of ['good', 'damaged'] as const) {
      const { result, maps } = await room.tryIt(sent(picture(seed, kind === 'damaged')));
      said[kind][result.verdict === 'pass' ? 'pass' : 'else'] += 1;
      expect(maps).toHaveLength(1);
    }
  expect(said).toEqual({ good: { pass: 6, else: 0 }, damaged: { pass: 0, else: 6 } });
  const black = { ...picture(1, false), data: picture(1, false).data.map(() => 16) };
  expect((await room.tryIt(sent(black))).result).toMatchObject({
    verdict: 'no-result',
    reason: 'picture-black',
  });

  expect(await room.save('needle-holder', by)).toMatchObject({ name: 'needle-holder', version: 1 });
  const second = await room.save('needle-holder', by);
  expect(second.version).toBe(2);
  const stored = await models.list();
  expect(stored.map(({ manifest, trustedBy, golden }) => [manifest.version, trustedBy, golden])).toEqual([
    [1, 'this station', { tensors: 64, frames: 8 }],
    [2, 'this station', { tensors: 64, frames: 8 }],
  ]);
  expect((await now()).model).toMatchObject({ state: 'trained', saved: second });

  // Other pieces: what was trained is not what a next training would be.
  await room.capture(sent(picture(3100, false)), by);
  expect((await now()).model).toMatchObject({ outdated: true });
  await room.remove((await now()).pieces[20]!.image);
  expect((await now()).model).toMatchObject({ outdated: false });
  room.close();
});

test('a cancel leaves the pieces and no model, and the station is free', { timeout: 120_000 }, async () => {
  const { room, until, now, gate } = bench;
  await room.train('fixture', by);
  await until((model) => model.state === 'training' && model.stage === 'statistics');
  room.cancel();
  expect(await until(({ state }) => state !== 'training')).toEqual({ state: 'none' });
  expect((await now()).pieces).toHaveLength(20);
  await expect.poll(() => 'release' in gate.hold()).toBe(true);
});

test(
  'a worker that dies is a failure with its reason; nothing can be tried or saved',
  { timeout: 120_000 },
  async () => {
    const { room, until } = bench;
    await room.train('fixture', by);
    await until((model) => model.state === 'training' && model.stage === 'statistics');
    workers.started.at(-1)?.kill();
    const ended = await until(({ state }) => state !== 'training');
    expect(ended.state === 'failed' && ended.why).toContain('training worker ended');
    await expect(room.tryIt(sent(picture(1, false)))).rejects.toMatchObject({ code: 'model-unavailable' });
    await expect(room.save('needle-holder', by)).rejects.toMatchObject({ code: 'model-unavailable' });
  },
);

test('a trial whose worker dies is no result, and the next one is judged', { timeout: 240_000 }, async () => {
  const { room, until } = bench;
  await room.train('fixture', by);
  await until(({ state }) => state === 'trained');
  expect((await room.tryIt(sent(picture(4000, false)))).result.verdict).toBe('pass');
  const dying = room.tryIt(sent(picture(4000, false)));
  workers.started.at(-1)?.kill();
  expect((await dying).result).toMatchObject({ verdict: 'no-result', reason: 'worker-died' });
  expect((await room.tryIt(sent(picture(4000, false)))).result.verdict).toBe('pass');
  room.close();
});

test(
  'the host dies while it trains: the pieces are there, no model is, and no package',
  { timeout: 120_000 },
  async () => {
    const { room, until } = bench;
    await room.train('fixture', by);
    await until((model) => model.state === 'training' && model.stage !== 'pictures');
    memory.files.cutPower();
    room.close();
    const after = await open(memory.restart());
    expect(await after.now()).toMatchObject({ model: { state: 'none' } });
    expect((await after.now()).pieces).toHaveLength(20);
    expect(await after.models.list()).toEqual([]);
    await after.room.train('fixture', by);
    after.room.cancel();
    await after.until(({ state }) => state === 'none');
  },
);

test('nineteen pieces are too few, a picture that must not be judged is not learnt from, a held station trains nothing', async () => {
  const { room, now, gate } = bench;
  await room.remove((await now()).pieces[3]!.image);
  await expect(room.train('fixture', by)).rejects.toMatchObject({
    code: 'bad-input',
    data: { got: '19', allowed: '20 to 24' },
  });
  const black = { ...picture(1, false), data: picture(1, false).data.map(() => 16) };
  await expect(room.capture(sent(black), by)).rejects.toMatchObject({
    code: 'unfit-picture',
    data: { reason: 'picture-black' },
  });
  await room.putBack();
  const held = gate.hold();
  await expect(room.train('fixture', by)).rejects.toMatchObject({ code: 'busy' });
  expect((await now()).model).toEqual({ state: 'none' });
  if ('release' in held) held.release();
  await room.startAnew();
  expect(await now()).toEqual({ pieces: [], from: null, removed: null, model: { state: 'none' } });
});

test('the share that is done grows from 0 to 1 through all stages', () => {
  const at = (stage: Parameters<typeof shareDone>[0]['stage'], done: number, total: number) =>
    shareDone({ stage, done, total });
  expect(at('pictures', 0, 24)).toBe(0);
  expect(at('statistics', 48, 96)).toBeCloseTo(0.42, 10);
  expect(at('golden', 1, 1)).toBeCloseTo(1, 10);
});
