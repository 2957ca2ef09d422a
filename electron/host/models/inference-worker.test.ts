import { afterAll, describe, expect, test } from 'vitest';
import { hostileModels } from '../../../ml/onnx/hostile.fixture.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { startInferenceWorker } from './inference-worker.ts';
import { asItIs, brightness, greyFrame, sampleManifest, sampleModel } from './sample.fixture.ts';

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

  test('an aligned model sees the part turned, and what it finds lies on the picture; without a part there is no result', async () => {
    const worker = startInferenceWorker(platform);
    const model = sampleModel(asItIs(96, 32), 'c', {
      task: 'anomaly',
      outputs: { family: 'score-map', map: 'y' },
      thresholds: { pass: 0.6, defect: 0.8 },
      input: {
        ...sampleManifest().input,
        ...{ width: 96, height: 32 },
        alignment: { to: 'main-axis', contrast: 25, width: 192, height: 64, middle: 96 },
      },
    });
    await worker.load(model, ['cpu'], 1);
    // A bar of 150 × 20 at (120, 110), turned by the angle of 3, 4, 5, with a bright spot 50 pixels before its right end.
    const size = 240;
    const pictured = (level: (along: number, across: number) => number) => ({
      ...greyFrame(0, size),
      data: Uint8Array.from({ length: size * size }, (_, at) => {
        const [dx, dy] = [(at % size) + 0.5 - 120, Math.floor(at / size) + 0.5 - 110];
        return level(0.8 * dx + 0.6 * dy, 0.8 * dy - 0.6 * dx);
      }),
    });
    const bar = pictured((along, across) => {
      if (Math.abs(along) > 75 || Math.abs(across) > 10) return 20;
      return Math.hypot(along - 25, across) < 6 ? 250 : 110;
    });
    const { verdict, steps } = await worker.judge(bar, [{ model, stopOn: [] }], 10_000);
    const [{ findings, map } = { findings: [], map: undefined }] = steps;
    expect([verdict, findings.length]).toEqual(['defect', 1]);
    const [x, y, width, height] = findings[0]!.box;
    // (120 + 0.8 · 25, 110 + 0.6 · 25), 12 across; the model's pixels are 2 × 2.
    expect(Math.hypot(x + width / 2 - 140, y + height / 2 - 125)).toBeLessThan(2);
    for (const side of [width, height]) expect(Math.abs(side - 12)).toBeLessThan(4);
    const [left, top, wide] = map!.onFrame;
    const cell = wide / map!.width;
    const at = (px: number, py: number) =>
      map!.values[Math.floor((py - top) / cell) * map!.width + Math.floor((px - left) / cell)]!;
    expect(at(140, 125)).toBeCloseTo(250 / 256, 6);
    expect(at(120, 110)).toBeCloseTo(110 / 256, 6);

    const nothing = await worker.judge(
      pictured(() => 20),
      [{ model, stopOn: [] }],
      10_000,
    );
    expect(nothing).toMatchObject({ verdict: 'no-result', reason: 'part-not-found' });
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
