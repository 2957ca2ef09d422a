import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluationOf } from '../../ml/evaluate/evaluation.ts';
import { manifestOf } from '../../ml/package/manifest.fixture.ts';
import type { Finding } from '../../ml/verdict/result.ts';
import { createPictures } from '../host/inspection/pictures.ts';
import { workersPlatform } from '../host/worker.fixture.ts';
import { damageIn } from './annotated-pictures.ts';
import { judgeDataset } from './judge-dataset.ts';
import { openDataset, type Dataset } from './labelled.ts';
import type { BenchAnswer } from './model-worker.ts';

const platform = workersPlatform();
const pictures = createPictures(platform);
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'loupe-annotated-'))));
afterAll(async () => {
  platform.end();
  await rm(folder, { recursive: true, force: true });
});
const put = async (path: string, content: string | Uint8Array) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
};
const grey = (level: number, size = { width: 40, height: 20 }) =>
  sharp({ create: { ...size, channels: 3, background: { r: level, g: level, b: level } } })
    .png()
    .toBuffer();
const open = (set: string, split?: string, limit = Infinity) =>
  openDataset(join(folder, set), split, limit, { classes: [] }, { pictures });
const quiet = { stderr: () => undefined, signal: new AbortController().signal };

/** A model that says the same of every picture. */
const says = (answer: Partial<BenchAnswer>) => ({
  load: () => Promise.resolve(),
  judge: () =>
    Promise.resolve({
      ...{ verdict: 'defect', score: 0.9, findings: [], ms: { preprocess: 0, run: 1, decode: 0 } },
      ...answer,
    } as unknown as BenchAnswer),
});

test('YOLO boxes become pixels of the picture, and AP is told; the part for testing is taken', async () => {
  await put('yolo/data.yaml', "names: ['scratch', 'pit']\n");
  for (const [name, split, line] of [
    ['a', 'test', '0 0.5 0.5 0.5 0.5\n'],
    ['b', 'test', ''],
    ['c', 'train', '1 0.5 0.5 0.2 0.2\n'],
  ] as const) {
    await put(`yolo/${split}/images/${name}.png`, await grey(80));
    await put(`yolo/${split}/labels/${name}.txt`, line);
  }
  const dataset = await open('yolo');
  expect(dataset.split).toBe('test');
  expect(dataset.pictures.map(({ label }) => label)).toEqual(['scratch', 'normal']);
  const [first] = dataset.pictures;
  expect(first?.boxes?.({ width: 40, height: 20 })).toEqual([{ class: 'scratch', box: [10, 5, 20, 10] }]);

  const manifest = manifestOf({ task: 'detect' });
  const found: Finding[] = [{ kind: 'box', class: 'scratch', score: 0.9, box: [10, 5, 20, 10] }];
  const cases = await judgeDataset(
    says({ findings: found }),
    { manifest, onnx: new Uint8Array() },
    dataset.pictures,
    (label) => (label === 'normal' ? 'pass' : 'defect'),
    quiet,
  );
  // On one picture it is there; the one of equal score on the other comes second.
  expect(evaluationOf(manifest, cases!)).toMatchObject({ n: 2, ap50: 1, ap: 1, falseRejects: 1 });
  await expect(open('yolo', 'valid')).rejects.toThrow('there is no such part');
});

test('masks beside their pictures: pixels are counted, the label says whether anything is drawn', async () => {
  const damage = await sharp(
    Uint8Array.from({ length: 40 * 20 }, (_, at) => (at % 40 < 10 ? 250 : 3)),
    { raw: { width: 40, height: 20, channels: 1 } },
  )
    .png()
    .toBuffer();
  for (const [name, mask] of [
    ['a', damage],
    ['b', await grey(0)],
  ] as const) {
    await put(`pairs/images/${name}.png`, await grey(80));
    await put(`pairs/masks/${name}.png`, mask);
  }
  const dataset = await open('pairs');
  expect(dataset.pictures.map(({ label }) => label)).toEqual(['damaged', 'normal']);
  const manifest = manifestOf({ thresholds: { pass: 0.2, defect: 0.5 } });
  // The left half is said to be damaged on both: 200 of 400 right on one picture, 400 wrong on the other.
  const map = { width: 2, height: 1, values: Float32Array.of(0.9, 0.1), onFrame: [0, 0, 40, 20] as const };
  const judge = (some: Dataset) =>
    judgeDataset(
      says({ map: { ...map, onFrame: [...map.onFrame] } }),
      { manifest, onnx: new Uint8Array() },
      some.pictures,
      (label) => (label === 'normal' ? 'pass' : 'defect'),
      quiet,
    );
  expect(evaluationOf(manifest, (await judge(dataset))!)).toMatchObject({
    miou: (200 / 800 + 800 / 1400) / 2,
    dice: 400 / 1000,
  });
  await put('pairs/masks/b.png', await grey(0, { width: 20, height: 20 }));
  const odd = await open('pairs');
  await expect(judge(odd)).rejects.toThrow('a mask of 20 × 20 pixels');
});

test('a folder of classes: the innermost folder that says something; so many of each', async () => {
  await put('classes/good/a.png', await grey(10));
  await put('classes/good/b.png', await grey(11));
  await put('classes/MT_Crack/Imgs/c.png', 'no picture');
  const labels = ({ split, pictures: some }: Dataset) => [
    split,
    some.map(({ name, label }) => [name, label]),
  ];
  expect(labels(await open('classes'))).toEqual([
    'all',
    [
      ['MT_Crack/Imgs/c.png', 'MT_Crack'],
      ['good/a.png', 'good'],
      ['good/b.png', 'good'],
    ],
  ]);
  const few = await open('classes', undefined, 1);
  expect(few.pictures.map(({ label }) => label)).toEqual(['MT_Crack', 'good']);
  expect(await few.pictures[0]!.frame()).toBeNull();
  await put('bare/a.png', await grey(10));
  await expect(open('bare')).rejects.toThrow('no labels for them');
});

test('values of a mask: a grey picture by its half, labels by being there, the strongest of three channels', () => {
  const of = (data: number[], channels: 1 | 3 = 1, bits: 8 | 16 = 8) => [
    ...damageIn({ width: 3, height: 1, channels, bits, data: Uint8Array.from(data) }).data,
  ];
  expect(of([0, 127, 128])).toEqual([0, 0, 1]);
  expect(of([0, 1, 9])).toEqual([0, 1, 1]);
  expect(of([0, 0, 0, 0, 3, 0, 255, 0, 0], 3)).toEqual([0, 0, 1]);
  expect(of([0, 0, 1, 0, 0, 1], 1, 16)).toEqual([0, 0, 1]);
});
