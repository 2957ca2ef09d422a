import { afterAll, describe, expect, test } from 'vitest';
import { hostileModels } from '../../../ml/onnx/hostile.fixture.ts';
import { greyFrame, sampleModel } from '../models/sample.fixture.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { createEngine, type NoResult } from './engine.ts';

// What gets past the gate all the same: the host lives, the old model stays, and there is a verdict again.

const platform = workersPlatform();
const engine = createEngine({
  platform,
  providers: ['cpu'],
  threads: 1,
  memoryLimitBytes: 800_000_000,
  spareAllowed: () => true,
});
afterAll(() => {
  engine.close();
  platform.end();
});

const healthy = [{ model: sampleModel(), stopOn: [] }];
const judge = (limitMs: number) =>
  engine.judge(greyFrame(240), { limitMs }).then(
    ({ verdict, steps }) => `${verdict} by ${steps[0]?.model.sha256.slice(0, 1)}`,
    ({ reason }: NoResult) => reason,
  );

const named = (...names: string[]) => {
  const found = hostileModels().filter(({ name }) => names.includes(name));
  if (found.length !== names.length)
    throw new Error(`not all of ${names.join(', ')} are among the hostile models`);
  return found;
};

describe('a hostile model behind the gate', () => {
  test.each(named('chain of 3000 functions', 'DepthToSpace by 2^32', 'garbage', 'empty file'))(
    '$name never gets in',
    async ({ bytes }) => {
      await engine.use(healthy);
      await expect(engine.use([{ model: sampleModel(bytes, 'b'), stopOn: [] }])).rejects.toThrow();
      expect(engine.status().state).toBe('ready');
      expect(await judge(10_000)).toBe('defect by a');
    },
  );

  test.each(
    named('ConstantOfShape of 4·10^8', 'eats 16 GiB while it runs', 'runs for minutes', 'Loop of 10^8'),
  )('$name: no result, and a verdict again', async ({ bytes, name }) => {
    await engine.use([{ model: sampleModel(bytes, 'b'), stopOn: [] }]);
    expect(['worker-died', 'timed-out', 'internal']).toContain(await judge(2500));
    const begun = platform.clock.monotonic();
    await engine.use(healthy);
    expect(await judge(10_000)).toBe('defect by a');
    console.log(`${name}: a verdict again after ${(platform.clock.monotonic() - begun).toFixed(0)} ms`);
  });

  test('one frame kills the worker of a good model: the hot spare answers the next', async () => {
    await engine.use(healthy);
    await judge(10_000);
    await new Promise<void>((resolve) => {
      const look = () => (engine.status().spare ? resolve() : undefined);
      engine.watch(look);
      look();
    });
    const begun = platform.clock.monotonic();
    platform.started.at(-2)?.kill();
    const first = await judge(10_000);
    if (first !== 'defect by a') expect([first, await judge(10_000)]).toEqual(['worker-died', 'defect by a']);
    console.log(`worker killed: a verdict again after ${(platform.clock.monotonic() - begun).toFixed(0)} ms`);
  });
});
