import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { checkModel } from './gate.ts';
import { harmless, hostileModels } from './hostile.fixture.ts';
import { sample } from './sample.fixture.ts';
import { writeModel } from './write.ts';

const data = join(process.env['LOUPE_DATA'] ?? '../shared/data', 'onnx');

describe('the gate refuses', () => {
  const codes: Record<string, string> = {
    'empty file': 'unreadable',
    garbage: 'unreadable',
    truncated: 'unreadable',
    'chain of 3000 functions': 'functions',
    'functions that multiply': 'functions',
    'a function that calls itself': 'functions',
    'DepthToSpace by 2^32': 'size',
    'ConstantOfShape of 4·10^8': 'size',
    'ConstantOfShape of 2^40': 'size',
    'ConstantOfShape of a negative size': 'size',
    'sparse initialiser of 4·10^8': 'sparse',
    'Loop of 10^8': 'control-flow',
    'external data above the folder': 'external-data',
    'external data by absolute path': 'external-data',
    'external data beside the model': 'external-data',
    'custom domain': 'operator',
    'unknown operator': 'operator',
    'random numbers': 'operator',
    'Tile of 2^30': 'size',
    'two inputs': 'not-an-image-model',
    'an input that is no picture': 'not-an-image-model',
    'no outputs': 'not-an-image-model',
  };
  const hostile = hostileModels().filter((model) => model.expect === 'gate');

  test('every kind is named here', () => {
    expect(hostile.map(({ name }) => name)).toEqual(Object.keys(codes));
  });
  test.each(hostile)('$name', ({ name, bytes }) => {
    expect(checkModel(bytes).map(({ code }) => code)).toEqual([codes[name]]);
  });
  test.skipIf(!existsSync(data))('a real model that is not an image model', () => {
    const bytes = readFileSync(join(data, 'must-refuse', 'matmul_only.onnx'));
    expect(checkModel(bytes)).toEqual([
      {
        code: 'not-an-image-model',
        message: 'the model takes 2 inputs ("a", "b"); an image model takes one picture',
      },
    ]);
  });
  test('constants that are too much together', () => {
    const nodes = ['a', 'b', 'c'].map((name) => ({
      op: 'ConstantOfShape',
      inputs: ['half'],
      outputs: [name],
    }));
    const half = { name: 'half', dims: [1], data: new BigInt64Array([2n ** 27n]) };
    const parts = (count: number) => ({
      ...sample,
      nodes: [...sample.nodes, ...nodes.slice(0, count)],
      initialisers: [...sample.initialisers, half],
    });
    expect(checkModel(writeModel(parts(1)))).toEqual([]);
    expect(checkModel(writeModel(parts(3))).map(({ code }) => code)).toEqual(['size']);
  });
  test('a file above 500 MB, unread', () => {
    const huge = Object.assign(new Uint8Array(0), {});
    Object.defineProperty(huge, 'length', { value: 500_000_001 });
    expect(checkModel(huge).map(({ code }) => code)).toEqual(['too-large']);
  });
});

describe('the gate accepts', () => {
  test.skipIf(!existsSync(data)).each(['cntk_mnist.onnx', 'pcb_simple_cnn_fp32.onnx', 'yolox_nano.onnx'])(
    '%s, made by others',
    (name) => expect(checkModel(readFileSync(join(data, name)))).toEqual([]),
  );
  test('what the writer wrote', () => {
    expect(checkModel(writeModel(sample))).toEqual([]);
    expect(checkModel(harmless)).toEqual([]);
  });
  test('what only loading or running can find out', () => {
    for (const { name, bytes } of hostileModels().filter((model) => model.expect !== 'gate')) {
      expect([name, checkModel(bytes)]).toEqual([name, []]);
    }
  });
});

describe('the runtime, where the gate could not know', () => {
  const picture = new Tensor('float32', new Float32Array(64 * 64).fill(0.5), [1, 1, 64, 64]);
  const beyond = (where: 'load' | 'run', does: string) =>
    hostileModels().filter((model) => model.expect === where && model.does === does);

  test.each(beyond('load', 'error'))('does not open: $name', async ({ bytes }) => {
    await expect(InferenceSession.create(bytes)).rejects.toThrow();
  });
  test.each(beyond('run', 'bad-output'))('gives a score that is none: $name', async ({ bytes }) => {
    const session = await InferenceSession.create(bytes);
    const { y } = await session.run({ x: picture });
    const score = Number(y?.data[0]);
    expect(score >= 0 && score <= 1).toBe(false);
    await session.release();
  });
});
