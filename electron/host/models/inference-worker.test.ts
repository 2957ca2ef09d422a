import { afterAll, describe, expect, test } from 'vitest';
import { hostileModels } from '../../../ml/onnx/hostile.fixture.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { startInferenceWorker } from './inference-worker.ts';
import { brightness, greyFrame, sampleModel } from './sample.fixture.ts';

const platform = workersPlatform();
afterAll(() => platform.end());

describe('the real inference worker', () => {
  test('judges exactly: the mean of the frame, its verdict, and who computed it', async () => {
    const worker = startInferenceWorker(platform);
    const model = sampleModel();
    const loaded = await worker.load(model, ['cpu'], 1);
    expect(loaded.engine).toMatchObject({ provider: 'cpu', runtime: 'onnxruntime-node 1.30.0' });
    const answers: [string, number][] = [];
    for (const level of [0, 51, 97, 240]) {
      const { verdict, score, steps } = await worker.judge(greyFrame(level), [{ model, stopOn: [] }], 10_000);
      expect(steps.map((step) => step.engine)).toEqual([loaded.engine]);
      answers.push([verdict, score]);
    }
    expect(answers).toEqual([
      ['pass', 5 / 256],
      ['pass', 56 / 256],
      ['unsure', 102 / 256],
      ['defect', 245 / 256],
    ]);
    const outputs = await worker.run(model, new Float32Array(64 * 64).fill(0.5), 10_000);
    expect(outputs).toEqual({ y: { dims: [1, 1], data: new Float32Array([0.5]) } });
    worker.kill();
  });

  test('large frames of changing shape and one length are judged as they are, one model or two', async () => {
    const worker = startInferenceWorker(platform);
    const [one, two] = [sampleModel(), sampleModel(brightness(0.1), 'b')];
    for (const model of [one, two]) await worker.load(model, ['cpu'], 1);
    const frame = (width: number, height: number, level: number) => ({
      ...greyFrame(level),
      width,
      height,
      data: new Uint8Array(width * height).fill(level),
    });
    const plan = [
      { model: one, stopOn: [] },
      { model: two, stopOn: [] },
    ];
    for (let round = 0; round < 4; round++)
      for (const [n, [width, height]] of [
        [512, 256],
        [256, 512],
        [1024, 128],
      ].entries()) {
        const level = 20 + 60 * n + round;
        const { steps } = await worker.judge(frame(width!, height!, level), plan, 10_000);
        expect(steps[0]?.score).toBe(level / 256);
        expect(steps[1]?.score).toBeCloseTo((0.1 * level) / 256, 6);
      }
    worker.kill();
  });

  test('a plan stops where a step says so, and the worst answer counts', async () => {
    const worker = startInferenceWorker(platform);
    const [one, two] = [sampleModel(), sampleModel(brightness(0.1), 'b')];
    for (const model of [one, two]) await worker.load(model, ['cpu'], 1);
    const judge = (stopOn: readonly ['defect'] | readonly []) =>
      worker.judge(
        greyFrame(240),
        [
          { model: one, stopOn },
          { model: two, stopOn },
        ],
        10_000,
      );
    expect((await judge(['defect'])).steps.map((step) => step.verdict)).toEqual(['defect']);
    const both = await judge([]);
    expect([both.verdict, ...both.steps.map((step) => step.verdict)]).toEqual(['defect', 'defect', 'pass']);
    worker.kill();
  });

  test('a frame the input cannot be made of is no result; a model nobody loaded is refused', async () => {
    const worker = startInferenceWorker(platform);
    const model = sampleModel();
    await expect(worker.judge(greyFrame(9), [{ model, stopOn: [] }], 10_000)).rejects.toMatchObject({
      code: 'no-such-slot',
    });
    await worker.load(model, ['cpu'], 1);
    // `area/u8` never enlarges.
    expect(await worker.judge(greyFrame(9, 32), [{ model, stopOn: [] }], 10_000)).toMatchObject({
      verdict: 'no-result',
      reason: 'wrong-size',
    });
    await worker.unload(model);
    await expect(worker.run(model, new Float32Array(4096), 10_000)).rejects.toMatchObject({
      code: 'no-such-slot',
    });
    worker.kill();
  });

  test('a model that takes something else than its manifest says is refused, and the worker lives', async () => {
    const worker = startInferenceWorker(platform);
    const input = { ...sampleModel().manifest.input, tensor: 'other' };
    await expect(worker.load(sampleModel(brightness(), 'c', { input }), ['cpu'], 1)).rejects.toMatchObject({
      code: 'bad-model',
    });
    expect((await worker.load(sampleModel(), ['webgpu', 'cpu'], 1)).engine.provider).toBe('cpu');
    worker.kill();
  });

  test.each(hostileModels().filter(({ does }) => does === 'bad-output'))(
    '$name: no result',
    async ({ bytes, name }) => {
      const worker = startInferenceWorker(platform);
      const model = sampleModel(bytes);
      await worker.load(model, ['cpu'], 1);
      const answer = await worker.judge(greyFrame(90), [{ model, stopOn: [] }], 10_000);
      // Random numbers between 0 and 1 are an answer; that is what golden cases are for.
      if (name !== 'random numbers')
        expect(answer).toMatchObject({ verdict: 'no-result', reason: 'bad-output', score: 0 });
      worker.kill();
    },
  );
});
