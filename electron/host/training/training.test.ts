import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createRandom } from '../../../ml/demo/random.ts';
import { runRecipeSchema } from '../../../ml/train/run-recipe.ts';
import { bestTrial } from '../../../ml/train/trials.ts';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { FileError } from '../platform.ts';
import { canTrain } from './can-train.fixture.ts';
import { namedRecipes } from './named-recipes.ts';
import { demoPieces, openRoom, pieces, small, turnedPieces, type Room } from './room.fixture.ts';

const [fixture, loose] = namedRecipes.flatMap((recipe) => (recipe.task === 'anomaly' ? [recipe] : []));

// Every run starts processes, and the machine may be busy with others.
vi.setConfig({ testTimeout: 300_000 });

const open: Room[] = [];
afterEach(async () => {
  for (const room of open.splice(0)) await room.close();
});
async function room(...options: Parameters<typeof openRoom>): Promise<Room> {
  const opened = await openRoom(...options);
  open.push(opened);
  return opened;
}
const states = ({ training }: Room) => training.list().map(({ state }) => state);

describe.skipIf(!canTrain)('a training run', () => {
  test('from labelled pictures to a signed package, with all that is known of it', async () => {
    const at = await room();
    const { training, models, memory } = at;
    const id = await at.start({ seed: 7 });
    const { run, ...detail } = await at.ended(id);
    expect(run).toMatchObject({
      ...{
        id,
        name: 'pieces',
        task: 'classify',
        recipe: 'small',
        seed: 7,
        by: 'lead',
        state: 'done',
        why: null,
      },
      ...{ dataset: { name: 'pieces', hash: pieces.hash }, epochs: { done: 8, planned: 8 }, metric: 1 },
      figures: { accuracy: 1, escapes: 0, falseRejects: 0 },
    });
    expect(run.loss).toBeGreaterThan(0);
    expect(detail.sizes).toEqual({ train: 120, valid: 40, test: 30 });
    expect(detail.engine).toMatch(/^tfjs-node/);
    expect(detail.curve.at(-1)).toMatchObject({ epoch: 8, step: 96, validation: { accuracy: 1 } });
    expect(detail.curve.filter(({ validation }) => validation)).toHaveLength(8);
    expect(detail.curve.at(-1)!.loss).toBeLessThan(detail.curve[0]!.loss);
    expect(detail.samples).toHaveLength(12);
    expect(detail.samples[0]).toMatchObject({ image: pieces.valid[0]!.image, truth: 'ok', answer: 'ok' });
    expect(detail.evaluation).toMatchObject({ n: 30, accuracy: 1, escapes: 0 });
    expect(detail.limits!.cannot[0]).toContain('prove no better than');
    expect(detail.log.map(({ text }) => text).join('\n')).toContain(
      'answers 160 pictures as the trained one',
    );

    const [model] = await models.list();
    expect(model).toMatchObject({ sha256: run.package!.sha256, active: false, trustedBy: 'this station' });
    expect(model!.manifest).toMatchObject({ trainingRun: id, datasetHash: pieces.hash, version: 1 });
    const kept = await memory.files.read(`training/${id}/recipe.json`);
    const recipe = runRecipeSchema.parse(JSON.parse(new TextDecoder().decode(kept)));
    expect(recipe).toEqual({ ...small, seed: 7 });
    expect(await memory.files.list(`training/${id}`)).toEqual([
      ...['augmentations.png', 'recipe.json', 'run.json'],
    ]);
    expect(detail.grid).toBe('augmentations.png');
    // Six pictures of 16 pixels side by side, a pixel apart, and their copies below.
    const { width, height, channels } = await sharp(await training.grid(id)).metadata();
    expect([width, height, channels]).toEqual([101, 33, 3]);
    expect(await at.journalled('training.ended')).toEqual([
      {
        ...{ run: id, name: 'pieces', task: 'classify', dataset: pieces.hash, state: 'done', why: null },
        ...{ package: run.package, by: 'lead' },
      },
    ]);
    await training.remove(id);
    expect([training.list(), (await models.list()).length]).toEqual([[], 1]);
    expect(await memory.files.list(`training/${id}`)).toEqual([]);
  });

  test('others wait their turn; one that waits can be called off, and an update waits for the one that runs', async () => {
    const at = await room();
    const first = await at.start();
    const [second, third] = [await at.start(), await at.start({ name: 'third' })];
    await at.until(first, ({ run }) => run.stage === 'training');
    expect([...states(at)].toSorted()).toEqual(['queued', 'queued', 'running']);
    expect(at.gate.hold()).toEqual({ busy: 'training' });
    await at.training.cancel(second);
    await expect(at.training.remove(first)).rejects.toMatchObject({ code: 'conflict' });
    await at.ended(third);
    const endings = new Map(
      at.training.list().map(({ id, state, package: made }) => [id, [state, made?.version]]),
    );
    expect([endings.get(first), endings.get(second), endings.get(third)]).toEqual([
      ['done', 1],
      ['cancelled', undefined],
      ['done', 1],
    ]);
  });

  test('stopped, it keeps the best it had; before its first epoch there is nothing to keep', async () => {
    const at = await room();
    const run = await at.start({ recipe: { ...small, epochs: 400 } });
    await at.until(run, (detail) => (detail.run.epochs?.done ?? 0) >= 2 && detail.run.metric !== null);
    await at.training.stop(run);
    const stopped = await at.ended(run);
    expect([stopped.run.state, stopped.run.package?.version]).toEqual(['stopped', 1]);
    expect(stopped.run.why).toMatch(/^Stopped\. The package is what epoch \d+ had reached\.$/);
    expect(stopped.evaluation?.n).toBe(30);
  });

  test('cancelled, its process ends and nothing is made', async () => {
    const at = await room();
    const run = await at.start({ recipe: { ...small, epochs: 1000 } });
    await at.until(run, (detail) => detail.run.stage === 'training');
    await at.training.cancel(run);
    const { run: cancelled } = await at.ended(run);
    expect([cancelled.state, cancelled.why]).toEqual(['cancelled', 'Cancelled. No package was made.']);
    await Promise.all(at.processes.map(({ process }) => process.exited));
    expect(await at.models.list()).toEqual([]);
    await expect(at.training.cancel(run)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('numbers that mean nothing end it with its reason', async () => {
    const at = await room();
    const layers = small.layers.filter(({ op }) => op !== 'norm');
    const { run } = await at.ended(await at.start({ recipe: { ...small, layers, std: 1e-36 } }));
    expect([run.state, run.package]).toEqual(['failed', null]);
    expect(run.why).toMatch(
      /^Loss became (NaN|Infinity) at epoch \d+\. No package was made\. Lower the learning rate or check labels\.$/,
    );
    expect(await at.models.list()).toEqual([]);
  });

  test('from a package it goes on more slowly, and shorter; another network is refused', async () => {
    const at = await room();
    const first = (await at.ended(await at.start())).run.package!;
    const { run, ...detail } = await at.ended(await at.start({ from: first.sha256 }));
    expect([run.state, run.package!.version, run.epochs]).toEqual(['done', 2, { done: 2, planned: 2 }]);
    expect(detail.recipe).toMatchObject({ epochs: 2, rate: small.rate / 5 });
    expect(detail.log.map(({ text }) => text)).toContain('Goes on from pieces 1.');
    expect(detail.curve[0]!.loss).toBeLessThan(0.4);
    const other = { ...small, layers: small.layers.filter(({ op }) => op !== 'norm') };
    await expect(at.start({ from: first.sha256, recipe: other })).rejects.toMatchObject({
      code: 'bad-input',
    });
    await expect(at.start({ from: '0'.repeat(64) })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('several seeds in one run: each is tested, their spread is told, and the best is what it would be alone', async () => {
    const at = await room();
    const recipe = { ...small, epochs: 4 };
    const id = await at.start({ recipe, seed: 5, several: { seeds: 3 } });
    const { run, trials, best, curve, log, evaluation } = await at.ended(id);
    expect([run.state, run.why, run.trials]).toEqual(['done', null, { done: 3, of: 3, now: null }]);
    expect(trials.map((trial) => [trial.name, 'test' in trial && typeof trial.test?.['accuracy']])).toEqual([
      ['seed 5', 'number'],
      ['seed 6', 'number'],
      ['seed 7', 'number'],
    ]);
    expect(best!.name).toBe(bestTrial(trials)!.name);
    expect([run.seed, evaluation?.n]).toEqual([best!.recipe.seed, 30]);
    expect(curve).toEqual(best!.curve);
    expect(curve.at(-1)).toMatchObject({ epoch: 4 });
    expect(log.map(({ text }) => text).join()).toContain('3 runs from other chance: validation');
    // Its checkpoints go when it has ended.
    await vi.waitFor(
      async () =>
        expect(await at.memory.files.list(`training/${id}`)).toEqual([
          ...['augmentations.png', 'recipe.json', 'run.json'],
        ]),
      { timeout: 60_000 },
    );
    const [only, ...others] = await at.models.list();
    expect([only!.sha256, others]).toEqual([run.package!.sha256, []]);
    const alone = await at.ended(await at.start({ recipe, seed: best!.recipe.seed }));
    const [packed, plain] = await Promise.all(
      [run, alone.run].map(async (one) => (await at.models.open(one.package!.sha256)).onnx),
    );
    expect(Buffer.from(packed!).equals(plain!)).toBe(true);
  });

  test('a search that is cut off goes on with what is left of it; only what it chose is tested', async () => {
    const before = await room();
    const sets = [
      { name: 'slow', change: { rate: 2e-3 } },
      { name: 'fast', change: { rate: 0.02 } },
    ];
    const search = { format: 1 as const, sets };
    const run = await before.start({ recipe: { ...small, epochs: 30 }, several: { search } });
    const { trials: first } = await before.until(
      run,
      (detail) => detail.run.trials?.now === 'fast' && (detail.run.epochs?.done ?? 0) >= 2,
    );
    await before.close();
    const after = await room({ memory: before.memory.restart() });
    const { trials, best, evaluation, log, ...rest } = await after.ended(run);
    expect(rest.run.state).toBe('done');
    expect(first.map(({ name }) => name)).toEqual(['slow']);
    expect(trials[0]).toEqual(first[0]);
    expect(trials.map((trial) => [trial.name, 'test' in trial])).toEqual([
      ['slow', false],
      ['fast', false],
    ]);
    expect([best!.name, evaluation!.n]).toEqual([bestTrial(trials)!.name, 30]);
    expect(log.map(({ text }) => text).join()).toContain('Chosen by validation among 2 trials');
    expect(rest.recipe).toMatchObject({ rate: small.rate });
  });

  test('stopped in the second of several, the package is the best of the two', async () => {
    const at = await room();
    const run = await at.start({ recipe: { ...small, epochs: 30 }, several: { seeds: 3 } });
    await at.until(
      run,
      (detail) => detail.run.trials?.now === 'seed 2' && (detail.run.epochs?.done ?? 0) >= 2,
    );
    await at.training.stop(run);
    const { run: stopped, trials } = await at.ended(run);
    expect([stopped.state, stopped.package?.version, trials.length]).toEqual(['stopped', 1, 2]);
    expect(stopped.why).toMatch(
      /^Stopped\. The package is the best of 2 of 3 runs: seed (1|2, as epoch \d+ left it)\.$/,
    );
  });

  test('minutes make the schedule shorter', async () => {
    const at = await room();
    const { run, ...detail } = await at.ended(
      await at.start({ recipe: { ...small, epochs: 1000 }, minutes: 0.2 }),
    );
    const { planned, done } = run.epochs!;
    expect([run.state, done === planned, planned < 1000]).toEqual(['done', true, true]);
    expect(detail.log.map(({ text }) => text).join()).toMatch(/the schedule has \d+ in place of 1000 epochs/);
  });

  test('more memory than it may have ends it, after a few tries', async () => {
    const at = await room({ memoryBytes: 20e6 });
    const { run } = await at.ended(await at.start());
    expect(run.state).toBe('failed');
    expect(run.why).toMatch(
      /^The training process did not last: the training worker took \d+ bytes, allowed 20000000/,
    );
  });

  test('a full disk costs the run no more than its checkpoints', async () => {
    const memory = createMemoryPlatform();
    const full = {
      ...memory.files,
      create: (path: string) =>
        /checkpoint|augmentations/.test(path)
          ? memory.files.create(`no/such/${path}`)
          : memory.files.create(path),
    };
    const at = await room({ memory, files: full });
    const { run, log, grid } = await at.ended(await at.start());
    expect(run.state).toBe('done');
    const said = log.map(({ text }) => text).join();
    expect(said).toContain('Epoch 1 could not be kept');
    expect([grid, said]).toEqual([null, expect.stringContaining('The picture of varied copies could not')]);
    await expect(at.training.grid(run.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a disk that is full when the package is stored: no package, and a reason', async () => {
    const memory = createMemoryPlatform();
    const full = {
      ...memory.files,
      create: (path: string) =>
        path.startsWith('models/')
          ? Promise.reject(new FileError('no-space', 'no space left'))
          : memory.files.create(path),
    };
    const at = await room({ memory, files: full });
    const { run } = await at.ended(await at.start());
    expect([run.state, run.package, await at.models.list()]).toEqual(['failed', null, []]);
    expect(run.why).toBe('The disk is full. No package was made. Free some space and start it again.');
  });

  test('a station that cannot write takes no run, and loses none', async () => {
    const at = await room();
    at.memory.files.cutPower();
    await expect(at.start()).rejects.toMatchObject({ code: 'not-written' });
    expect(at.training.list()).toEqual([]);
  });

  test('the station starts anew in the middle: the run goes on and ends with the weights of an undisturbed one', async () => {
    const calm = await room();
    const undisturbed = await calm.ended(await calm.start());
    const before = await room();
    const run = await before.start();
    const waiting = await before.start({ name: 'waiting' });
    await before.until(run, (detail) => (detail.run.epochs?.done ?? 0) >= 3);
    await before.close();
    const after = await room({ memory: before.memory.restart() });
    const { run: ended, log, curve } = await after.ended(run);
    expect(ended.state).toBe('done');
    expect(log.map(({ text }) => text)).toContain(
      'The station was started anew: the run goes on from its last whole epoch.',
    );
    expect(curve.map(({ step }) => step)).toEqual([...new Set(curve.map(({ step }) => step))]);
    const hashOf = async (at: Room, sha256: string) =>
      createHash('sha256')
        .update((await at.models.open(sha256)).onnx)
        .digest('hex');
    expect(await hashOf(after, ended.package!.sha256)).toBe(
      await hashOf(calm, undisturbed.run.package!.sha256),
    );
    expect((await after.ended(waiting)).run.state).toBe('done');
  });
});

describe.skipIf(!canTrain)('a training process that dies', () => {
  const kills = process.env['LOUPE_FULL'] === '1' ? 10 : 2;
  const recipe = { ...small, epochs: 15 * kills };
  const onnxHash = async (at: Room, sha256: string) =>
    createHash('sha256')
      .update((await at.models.open(sha256)).onnx)
      .digest('hex');

  test(`at ${kills} random times: at most an epoch is lost, the weights are those of an undisturbed run, no half package is ever seen`, async () => {
    const calm = await room();
    const undisturbed = (await calm.ended(await calm.start({ recipe }))).run;
    const at = await room();
    const run = await at.start({ recipe });
    const seen = new Set<number>();
    let watching = true;
    const watch = (async () => {
      for (; watching; await pause(5)) seen.add((await at.models.list()).length);
    })();
    const random = createRandom(Number(process.env['LOUPE_SEED'] ?? Date.now() % 1e6));
    const least: number[] = [];
    for (let killed = 0; killed < kills; killed++) {
      const from = at.training.get(run).run.step;
      // Up to two epochs of twelve steps, at any step.
      const step = Math.max(1, from) + random.below(24);
      const { run: now } = await at.until(
        run,
        ({ run: { stage, step: done } }) => stage === 'training' && done >= step,
      );
      const trainer = at.processes.findLast(({ name }) => name === 'training')!.process;
      trainer.kill();
      least.push(now.epochs!.done);
      await trainer.exited;
      await at.until(run, ({ log }) => log.filter(({ text }) => text.includes('SIGKILL')).length > killed);
    }
    const { run: ended, log, curve } = await at.ended(run);
    watching = false;
    await watch;
    seen.add((await at.models.list()).length);
    expect(ended.state).toBe('done');
    const resumed = log.flatMap(({ text }) => {
      const [, epoch] = /The run goes on from (?:epoch (\d+)|its beginning)/.exec(text) ?? [
        undefined,
        undefined,
      ];
      return text.includes('SIGKILL') ? [Number(epoch ?? 0)] : [];
    });
    expect(resumed).toHaveLength(kills);
    for (const [i, epoch] of resumed.entries()) expect(epoch).toBeGreaterThanOrEqual(least[i]!);
    expect(await onnxHash(at, ended.package!.sha256)).toBe(await onnxHash(calm, undisturbed.package!.sha256));
    expect(curve.map(({ step }) => step)).toEqual(curve.map(({ step }) => step).toSorted((a, b) => a - b));
    expect([...seen].toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(at.logged('stored package refused')).toEqual([]);
  });

  test('after training: what was trained is kept, and the rest is done again', async () => {
    const at = await room();
    const run = await at.start();
    await at.until(run, ({ run: { stage } }) => stage === 'evaluating');
    at.processes.findLast(({ name }) => name === 'inference')!.process.kill();
    const { run: ended, log } = await at.ended(run);
    expect(ended.state).toBe('done');
    expect(log.map(({ text }) => text).join()).toContain('Its work is done again.');
    expect((await at.models.list()).map(({ manifest }) => manifest.version)).toEqual([1]);
  });
});

describe('good pieces alone', () => {
  test('are learnt without TensorFlow, and what is damaged is found', async () => {
    const at = await room({ dataset: demoPieces() });
    const run = await at.start({ recipe: { ...fixture!, side: 128, maxBytes: 2_000_000 }, name: 'learnt' });
    const { run: ended, ...detail } = await at.ended(run);
    expect([ended.state, ended.why, ended.seed, ended.epochs]).toEqual(['done', null, null, null]);
    expect(detail.sizes).toEqual({ train: 24, valid: 0, test: 12 });
    expect(detail.evaluation!.auroc).toBeGreaterThan(0.7);
    const [model] = await at.models.list();
    expect(model!.manifest).toMatchObject({ name: 'learnt', task: 'anomaly', trainingRun: run });
    await expect(at.training.stop(run)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('lying any way on a plain ground: they are aligned, and where no part is found there is no result', async () => {
    const at = await room({ dataset: turnedPieces() });
    const { run, log, ...detail } = await at.ended(
      await at.start({ recipe: { ...loose!, maxBytes: 4_000_000 }, name: 'turned' }),
    );
    expect([run.state, run.why]).toEqual(['done', null]);
    const said = log.map(({ text }) => text).join('\n');
    expect(said).toContain('each is turned along the picture, wider end left');
    expect(said).toContain('Left out, since no such part was found: empty.png.');
    expect(detail.sizes).toEqual({ train: 25, valid: 0, test: 17 });
    expect(detail.evaluation).toMatchObject({ n: 17, noResult: 1 });
    expect(detail.evaluation!.auroc).toBeGreaterThan(0.8);
    const [model] = await at.models.list();
    expect(model!.manifest.input.alignment).toMatchObject({ to: 'main-axis', contrast: 25 });
    expect(model!.golden).toMatchObject({ frames: 8 });
    expect(model!.manifest.metrics).toMatchObject({ fittedPictures: 20, heldBackPictures: 4 });
  });

  test('too few of them: a reason, and no package', async () => {
    const some = demoPieces();
    const at = await room({ dataset: { ...some, train: some.train.slice(0, 5) } });
    const { run } = await at.ended(await at.start({ recipe: 'fixture' }));
    expect([run.state, run.why]).toEqual([
      'failed',
      'An anomaly model needs at least 20 good pictures, got 5. No package was made.',
    ]);
  });
});

test('what is not there is refused, and nothing is queued', async () => {
  const at = await room();
  await expect(at.start({ dataset: '0'.repeat(64) })).rejects.toMatchObject({ code: 'not-found' });
  await expect(at.start({ recipe: 'quik' })).rejects.toMatchObject({ code: 'not-found' });
  const several = { seeds: 2 };
  await expect(at.start({ recipe: 'fixture', several })).rejects.toMatchObject({ code: 'bad-input' });
  const sets = [{ name: 'backwards', change: { rate: -1 } }];
  await expect(at.start({ several: { search: { format: 1, sets } } })).rejects.toMatchObject({
    code: 'bad-input',
  });
  await expect(at.training.cancel('20260101-000000-0000')).rejects.toMatchObject({ code: 'not-found' });
  expect(at.training.list()).toEqual([]);
});
