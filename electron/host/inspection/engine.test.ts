import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Frame } from '../../../ml/image/frame.ts';
import type { Manifest } from '../../../ml/package/manifest.ts';
import type { Provider } from '../../contract/inference.ts';
import type { Model } from '../models/model.ts';
import { seeded } from '../seeded.fixture.ts';
import { noGolden } from '../models/sample.fixture.ts';
import { workersPlatform, type WorkersPlatform } from '../worker.fixture.ts';
import type { PlannedModel } from './crew.ts';
import { createEngine, type Engine, type NoResult } from './engine.ts';
import { deadly, sick } from './scripted-worker.fixture.ts';

const scripted = () => new URL('./scripted-worker.fixture.ts', import.meta.url);
const frame = (first: number): Frame => ({
  width: 2,
  height: 1,
  layout: 'grey',
  colour: { matrix: 'bt601', range: 'full' },
  data: Uint8Array.of(first, 0),
});
const model = (digit: string, name = 'sample'): Model => ({
  sha256: digit.repeat(64),
  manifest: { name, version: 1 } as Manifest,
  onnx: new Uint8Array(1),
  golden: noGolden,
});
const plan = (one: Model): PlannedModel[] => [{ model: one, stopOn: ['defect', 'no-result'] }];
/** Generous: the machine may be busy. Only what hangs waits for its own, shorter one. */
const limitMs = 20_000;

let platform: WorkersPlatform;
let engine: Engine;
function start({ providers = ['cpu'] as readonly Provider[], spare = false } = {}): Engine {
  platform = workersPlatform(scripted);
  engine = createEngine({
    platform,
    providers,
    threads: 1,
    memoryLimitBytes: 300_000_000,
    spareAllowed: () => spare,
  });
  return engine;
}
afterEach(() => {
  engine.close();
  platform.end();
});

const outcome = (first: number) =>
  engine.judge(frame(first), { limitMs: first === sick.hang ? 1000 : limitMs }).then(
    (answer) => `${answer.verdict} ${answer.score}`,
    (error: NoResult) => error.reason,
  );
const spareIsReady = () =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (engine.status().spare) resolve();
    };
    engine.watch(look);
    look();
  });

describe('engine', () => {
  test.each([
    ['crash', 'worker-died'],
    ['hang', 'timed-out'],
    ['nonsense', 'worker-died'],
    ['malformed', 'worker-died'],
    ['memory', 'worker-died'],
    ['otherModel', 'worker-died'],
    ['refuse', 'internal'],
  ] as const)('%s ends as no result and the next frame has its verdict', async (kind, reason) => {
    await start().use(plan(model('a')));
    expect(await outcome(255)).toBe('pass 1');
    expect(await outcome(sick[kind])).toBe(reason);
    expect(await outcome(255)).toBe('pass 1');
  });

  test('a queue of good and bad frames: each its own answer, in order', async () => {
    await start({ spare: true }).use(plan(model('a')));
    const frames = [255, sick.crash, 51, sick.refuse, sick.nonsense, 0];
    expect(await Promise.all(frames.map(outcome))).toEqual([
      'pass 1',
      'worker-died',
      'pass 0.2',
      'internal',
      'worker-died',
      'pass 0',
    ]);
  });

  test('the spare takes over: a crash starts no worker that anybody waits for', async () => {
    await start({ spare: true }).use(plan(model('a')));
    await spareIsReady();
    const before = platform.started.length;
    const crashed = outcome(sick.crash);
    const next = outcome(255);
    expect(await crashed).toBe('worker-died');
    expect(before).toBe(2);
    expect(await next).toBe('pass 1');
  });

  test('three deaths in a row: given up, visibly, and a new plan brings it back', async () => {
    await start().use(plan(model('a')));
    for (let i = 0; i < 3; i += 1) expect(await outcome(sick.crash)).toBe('worker-died');
    expect(engine.status().state).toBe('failed');
    expect(engine.status().why).toContain('3 failures in a row');
    expect(await outcome(255)).toBe('model-unavailable');
    await engine.use(plan(model('b')));
    expect(engine.status().state).toBe('ready');
    expect(await outcome(255)).toBe('pass 1');
  });

  test('what was given up gets another chance after half a minute, and only one', async () => {
    let later = 0;
    start();
    const clock = { ...platform.clock, monotonic: () => platform.clock.monotonic() + later };
    engine = createEngine({
      platform: { ...platform, clock },
      providers: ['cpu'],
      threads: 1,
      memoryLimitBytes: 300_000_000,
      spareAllowed: () => false,
    });
    await engine.use(plan(model('a')));
    for (let i = 0; i < 3; i += 1) await outcome(sick.crash);
    later = 29_000;
    expect(await outcome(255)).toBe('model-unavailable');
    later = 31_000;
    expect(await outcome(sick.crash)).toBe('worker-died');
    expect(await outcome(255)).toBe('model-unavailable');
    later = 62_000;
    expect(await outcome(255)).toBe('pass 1');
    expect(engine.status().state).toBe('ready');
  });

  test('deaths with verdicts between them are never given up', async () => {
    await start({ spare: true }).use(plan(model('a')));
    for (let i = 0; i < 5; i += 1) {
      expect(await outcome(sick.crash)).toBe('worker-died');
      expect(await outcome(255)).toBe('pass 1');
    }
  });

  test('a plan that dies while loading never replaces the one that works', async () => {
    await start().use(plan(model('a')));
    await expect(engine.use(plan(model('b', deadly)))).rejects.toThrow('3 failures in a row');
    expect(engine.status()).toMatchObject({ state: 'ready', models: [{ sha256: 'a'.repeat(64) }] });
    expect(await outcome(255)).toBe('pass 1');
  });

  test('the switch waits for its commit, and a commit that fails switches nothing', async () => {
    await start().use(plan(model('a')));
    const failing = engine.use(plan(model('b')), () => Promise.reject(new Error('disk full')));
    await expect(failing).rejects.toThrow('disk full');
    expect((await engine.judge(frame(9), { limitMs })).steps[0]?.model.sha256).toBe('a'.repeat(64));
    let committed = false;
    await engine.use(plan(model('b')), () => {
      committed = true;
      return Promise.resolve();
    });
    expect(committed).toBe(true);
    expect((await engine.judge(frame(9), { limitMs })).steps[0]?.model.sha256).toBe('b'.repeat(64));
  });

  test('no plan, and a trigger taken back before its turn', async () => {
    start();
    expect(engine.status().state).toBe('none');
    expect(await outcome(255)).toBe('model-unavailable');
    await engine.use(plan(model('a')));
    const gone = new AbortController();
    gone.abort();
    await expect(engine.judge(frame(255), { limitMs, signal: gone.signal })).rejects.toMatchObject({
      reason: 'cancelled',
    });
  });

  test('the CPU answers while a better provider starts, and again after that one is lost', async () => {
    await start({ providers: ['cuda', 'cpu'], spare: true }).use(plan(model('a')));
    await spareIsReady();
    const providerOf = async () => (await engine.judge(frame(255), { limitMs })).steps[0]?.engine.provider;
    expect(await providerOf()).toBe('cuda');
    expect(await outcome(sick.crash)).toBe('worker-died');
    expect(await providerOf()).toBe('cpu');
    await spareIsReady();
    expect(await providerOf()).toBe('cpu');
  });

  test('workers killed at random moments: no pass by fault, and the frame after has its verdict', async () => {
    const rounds = 60;
    const random = seeded(20261121);
    const ends = { 'pass 1': 0, 'worker-died': 0 };
    let longest = 0;
    await start({ spare: true }).use(plan(model('a')));
    for (let i = 0; i < rounds; i += 1) {
      const kill = delay(random() * 4).then(() => platform.started.forEach((worker) => worker.kill()));
      const end = await outcome(255);
      expect(Object.keys(ends)).toContain(end);
      ends[end as keyof typeof ends] += 1;
      await kill;
      const begun = platform.clock.monotonic();
      // The kill may be learned of only now: then this frame is lost to it, and the next one is not.
      if ((await outcome(51)) !== 'pass 0.2') expect(await outcome(51)).toBe('pass 0.2');
      longest = Math.max(longest, platform.clock.monotonic() - begun);
    }
    console.log(
      `${rounds} kills, seed 20261121:`,
      ends,
      `; a verdict again after ${longest.toFixed(0)} ms at most`,
    );
  });
});

test('closed while a plan is loading, it leaves no worker behind, and nothing is switched', async () => {
  start();
  let committed = false;
  const using = engine.use(plan(model('a')), async () => void (committed = true));
  engine.close();
  await expect(using).rejects.toMatchObject({ code: 'cancelled' });
  expect(platform.started.length).toBeGreaterThan(0);
  await Promise.all(platform.started.map(({ exited }) => exited));
  expect(committed).toBe(false);
});
