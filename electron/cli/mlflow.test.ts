import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSigned } from '../../ml/package/files.ts';
import { mlflowFiles } from '../../ml/package/mlflow.ts';
import { openDesk } from './desk.fixture.ts';
import { places } from './places.fixture.ts';
import { openBench } from './model-worker.ts';
import { harmless } from '../../ml/onnx/hostile.fixture.ts';

/** The Python with MLflow that `loupe setup tests` found or made. */
const found = join(places.root, 'out', 'tests.json');
const python = existsSync(found)
  ? ((JSON.parse(readFileSync(found, 'utf8')) as { mlflow?: string | null }).mlflow ?? null)
  : null;

const desk = openDesk();

test('the files beside a package name its model and its input, and are not signed', () => {
  const files = mlflowFiles({ created: '2026-01-02T03:04:05Z' }, harmless);
  const text = (name: string) => new TextDecoder().decode(files.get(name));
  expect([...files.keys()]).toEqual(['MLmodel', 'conda.yaml', 'python_env.yaml', 'requirements.txt']);
  expect([...files.keys()].some(isSigned)).toBe(false);
  expect(text('MLmodel')).toContain('    data: model.onnx\n');
  expect(text('MLmodel')).toMatch(/^  inputs: .*"tensor-spec":\{"dtype":"float32","shape":\[1,1,64,64\]\}/m);
  expect(text('MLmodel')).toMatch(
    /^  outputs: '\[\{"name":"\w+","type":"tensor","tensor-spec":\{"dtype":"float32","shape":\[.*\]\}\}\]'$/m,
  );
  expect(text('requirements.txt')).toContain('onnxruntime\n');
});

describe.skipIf(python === null)('stock MLflow (skipped where `loupe setup tests` found none)', () => {
  test('loads a package as it lies there, and answers what the station’s worker answers', async () => {
    const { manifest, onnx } = await desk.wrap(
      await desk.write('harmless.onnx', harmless),
      'mean',
      ...['--classes', 'good,damage', '--kernel', 'area/u8', '--range', '0-1'],
    );
    const { width, height, channels, tensor: name } = manifest.input;
    const values = Float32Array.from({ length: width * height * channels }, (_, i) => ((i * 37) % 255) / 255);
    const bench = await openBench({ places });
    let own: number[];
    try {
      await bench.load(manifest, onnx);
      own = Object.values(await bench.run(values)).flatMap(({ data }) => [...data]);
    } finally {
      await bench.close();
    }
    const script = join(import.meta.dirname, 'fixtures', 'mlflow_load.py');
    const output = await new Promise<string>((resolve, reject) => {
      const child = execFile(
        python ?? '',
        [script, desk.at('mean')],
        { timeout: 300_000 },
        (error, stdout) => (error ? reject(error) : resolve(stdout)),
      );
      child.stdin?.end(JSON.stringify({ name, shape: [1, channels, height, width], values: [...values] }));
    });
    const answers = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, number[]>;
    for (const way of ['onnx', 'runtime', 'pyfunc'])
      expect([way, answers[way]]).toEqual([way, own.map((value) => expect.closeTo(value, 5) as number)]);
    // MLflow's files lie there, and the package is still what was signed.
    expect(await readFile(desk.at('mean', 'MLmodel'), 'utf8')).toContain('loader_module: mlflow.onnx');
    expect((await desk.loupe('model', 'verify', desk.at('mean'))).code).toBe(0);
  }, 400_000);
});
