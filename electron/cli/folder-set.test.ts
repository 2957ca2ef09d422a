import { symlink } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { encodeTiff } from '../../ml/dataset/tiff.ts';
import { evaluationOf } from '../../ml/evaluate/evaluation.ts';
import { manifestOf } from '../../ml/package/manifest.fixture.ts';
import type { Finding } from '../../ml/verdict/result.ts';
import { createPictures } from '../host/inspection/pictures.ts';
import { workersPlatform } from '../host/worker.fixture.ts';
import { openDesk } from './desk.fixture.ts';
import { openFolderSet } from './folder-set.ts';
import { judgeDataset } from './judge-dataset.ts';
import type { BenchAnswer } from './model-worker.ts';
import { greyPng } from './pictures.fixture.ts';
import { damageIn, partOf } from './picture-set.ts';

const platform = workersPlatform();
const pictures = createPictures(platform);
const { at, write } = openDesk();
afterAll(() => platform.end());
const grey = (level: number, size = { width: 40, height: 20 }) => greyPng(level, size);
const quiet = { stderr: () => undefined, signal: new AbortController().signal };

/** A part of a folder below the test's own. */
const part = async (name: string, split?: string, limit = Infinity) =>
  partOf(await openFolderSet(at(name), pictures, quiet), split, limit);

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
  await write('yolo/data.yaml', "names: ['scratch', 'pit']\n");
  for (const [name, split, line] of [
    ['a', 'test', '0 0.5 0.5 0.5 0.5\n'],
    ['b', 'test', ''],
    ['c', 'train', '1 0.5 0.5 0.2 0.2\n'],
  ] as const) {
    await write(`yolo/${split}/images/${name}.png`, await grey(80));
    await write(`yolo/${split}/labels/${name}.txt`, line);
  }
  const dataset = await part('yolo');
  expect(dataset.split).toBe('test');
  expect(dataset.pictures.map(({ label }) => label)).toEqual(['scratch', 'nothing marked']);
  const [first] = dataset.pictures;
  expect(first?.boxes?.({ width: 40, height: 20 })).toEqual([{ class: 'scratch', box: [10, 5, 20, 10] }]);

  const manifest = manifestOf({ task: 'detect' });
  const found: Finding[] = [{ kind: 'box', class: 'scratch', score: 0.9, box: [10, 5, 20, 10] }];
  const cases = await judgeDataset(
    says({ findings: found }),
    { manifest, onnx: new Uint8Array() },
    dataset.pictures,
    (label) => (label === 'nothing marked' ? 'pass' : 'defect'),
    quiet,
  );
  // On one picture it is there; the one of equal score on the other comes second.
  expect(evaluationOf(manifest, cases!)).toMatchObject({ n: 2, ap50: 1, ap: 1, falseRejects: 1 });
  await expect(part('yolo', 'valid')).rejects.toThrow('there is no such part');
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
    await write(`pairs/images/${name}.png`, await grey(80));
    await write(`pairs/masks/${name}.png`, mask);
  }
  const dataset = await part('pairs');
  expect(dataset.pictures.map(({ label }) => label)).toEqual(['damage', 'nothing marked']);
  const manifest = manifestOf({ thresholds: { pass: 0.2, defect: 0.5 } });
  // The left half is said to be damaged on both: 200 of 400 right on one picture, 400 wrong on the other.
  const map = { width: 2, height: 1, values: Float32Array.of(0.9, 0.1), onFrame: [0, 0, 40, 20] as const };
  const judge = (some: typeof dataset) =>
    judgeDataset(
      says({ map: { ...map, onFrame: [...map.onFrame] } }),
      { manifest, onnx: new Uint8Array() },
      some.pictures,
      (label) => (label === 'nothing marked' ? 'pass' : 'defect'),
      quiet,
    );
  expect(evaluationOf(manifest, (await judge(dataset))!)).toMatchObject({
    miou: (200 / 800 + 800 / 1400) / 2,
    dice: 400 / 1000,
  });
  await write('pairs/masks/b.png', await grey(0, { width: 20, height: 20 }));
  const odd = await part('pairs');
  await expect(judge(odd)).rejects.toThrow('a mask of 20 × 20 pixels');
});

test('a folder per class, a part by any name, links that are followed, and pictures without labels', async () => {
  await write('classes/batch-7/good/a.png', await grey(10));
  await write('classes/batch-8/bad/b.png', await grey(10));
  await write('elsewhere/c.png', await grey(30));
  await symlink(at('elsewhere'), at('classes', 'batch-8', 'good'));
  // A link back up ends there.
  await symlink(at('classes'), at('elsewhere', 'round'));
  const all = await part('classes');
  expect([all.split, all.pictures.map(({ name, label }) => [name, label])]).toEqual([
    'all',
    [
      ['batch-7/good/a.png', 'good'],
      ['batch-8/bad/b.png', 'bad'],
      ['batch-8/good/c.png', 'good'],
    ],
  ]);
  expect((await part('classes', 'batch-8')).pictures).toHaveLength(2);
  expect((await part('classes', undefined, 1)).pictures.map(({ label }) => label)).toEqual(['good', 'bad']);
  await write('loose/a.png', await grey(10));
  await expect(part('loose')).rejects.toThrow('no labels for them');
  await write('empty/readme.md', '');
  await expect(part('empty')).rejects.toThrow('there are no pictures');
});

test('every page of a stack is a picture with the page of its mask', async () => {
  const page = (value: number, bits: 8 | 16) => ({
    ...{ width: 40, height: 20, bits, data: new Uint8Array((800 * bits) / 8) },
    ...(value > 0 && { data: new Uint8Array((800 * bits) / 8).fill(value) }),
  });
  await write('stack/img3d.tif', encodeTiff([page(9, 8), page(90, 8), page(200, 8)]));
  await write('stack/mask3d.tif', encodeTiff([page(0, 16), page(3, 16), page(0, 16)]));
  const { pictures: pages } = await part('stack');
  expect(pages.map(({ name, label }) => [name, label])).toEqual([
    ['img3d.tif#1', 'nothing marked'],
    ['img3d.tif#2', 'damage'],
    ['img3d.tif#3', 'nothing marked'],
  ]);
  const [first, second] = [await pages[0]!.mask!(), await pages[1]!.mask!()];
  expect([first.data.includes(1), second.data.includes(0)]).toEqual([false, false]);
  expect((await pages[2]!.frame()).data[0]).toBe(200);
  expect(await pages[1]!.image()).toMatch(/^[0-9a-f]{64}#2$/);
});

test('the pixels whose value means a defect; of three channels the strongest counts', () => {
  const classes = [
    { name: 'rust', verdict: 'defect' as const },
    { name: 'blade', verdict: 'info' as const },
  ];
  const maskValues = [
    { from: 0, to: 9, class: null },
    { from: 10, to: 19, class: 'blade' },
    { from: 20, to: 65_535, class: 'rust' },
  ];
  const of = (data: number[], channels: 1 | 3 = 1, bits: 8 | 16 = 8) => {
    const mask = { type: 'png', pages: 1, width: 3, height: 1, channels, bits } as const;
    return [...damageIn({ ...mask, data: Uint8Array.from(data) }, { classes, maskValues }).data];
  };
  expect(of([0, 19, 20])).toEqual([0, 0, 1]);
  expect(of([0, 0, 0, 0, 0, 30, 15, 0, 0], 3)).toEqual([0, 1, 0]);
  expect(of([19, 0, 0, 1, 255, 255], 1, 16)).toEqual([0, 1, 1]);
});
