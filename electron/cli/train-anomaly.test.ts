import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { demoDataset } from '../../ml/demo/dataset.ts';
import type { Frame } from '../../ml/image/frame.ts';
import { anomalySet } from './anomaly-set.ts';
import { meaningOf } from './class-meaning.ts';
import { openDesk } from './desk.fixture.ts';
import { places } from './places.fixture.ts';
import { greyPng, sharpOf } from './pictures.fixture.ts';
import { openFolderSet } from './folder-set.ts';
import { openBench } from './model-worker.ts';

const desk = openDesk();
const size = { width: 192, height: 108 };
const png = (frame: Frame, shape = size) => sharpOf(frame).resize(shape.width, shape.height).png().toBuffer();

beforeAll(async () => {
  const good = [...demoDataset(34, { from: 500, only: 'good', size })];
  const damaged = [...demoDataset(60, { from: 900, size })].filter(({ piece }) =>
    piece.defects.some(({ kind }) => kind === 'rust'),
  );
  for (const [i, { frame }] of good.entries())
    await desk.write(`set/${i < 26 ? 'train' : 'test'}/ok/${i}.png`, await png(frame));
  for (const [i, { frame }] of damaged.slice(0, 8).entries())
    await desk.write(`set/${i < 4 ? 'train' : 'test'}/rusty/${i}.png`, await png(frame));
  // One good piece is on both sides; others come alone, in several sizes.
  await desk.write('set/train/ok/again.png', await png(good[30]!.frame));
  for (const [i, { frame }] of good.slice(0, 12).entries())
    await desk.write(`alone/${i}.png`, await png(frame, { width: 150 + 10 * (i % 3), height: 100 }));
  await desk.write(
    'small.json',
    JSON.stringify({
      ...{ format: 1, name: 'fixture', task: 'anomaly', side: 96, mirrors: 'none', shifts: true, reach: 1 },
      ...{ variance: 0.98, maxBytes: 2_000_000 },
    }),
  );
});

const train = (set: string, out: string, ...more: string[]) =>
  desk.loupe('train', desk.at(set), '--config', desk.at('small.json'), '--out', desk.at(out), ...more);

test('learns from the good pictures of the training side, and is tested once on the other', async () => {
  const { code, results, complaints } = await train('set', 'package');
  expect([code, complaints]).toEqual([0, expect.stringContaining('1 pictures are in test too')]);
  expect(complaints).toContain(
    '26 good pictures to learn from, 4 defective ones for the limits, 12 to test with',
  );
  expect(results).toMatchObject([
    {
      ...{ event: 'done', model: 'anomaly', recipe: { side: 96 } },
      limits: { missed: { of: 4 }, rejected: { of: 5 }, cannot: [expect.any(String), expect.any(String)] },
      metrics: { fittedPictures: 21, heldBackPictures: 5, heldBackDefective: 4, heldBackAuroc: 1, auroc: 1 },
      evaluation: { n: 12, auroc: 1, escapes: 0 },
    },
  ]);
  const card = await readFile(desk.at('package', 'card.md'), 'utf8');
  expect(card).toContain('chosen on 5 good and 4 defective pictures');
  expect(card).toContain('## Layers');
  const again = await desk.loupe(
    'evaluate',
    desk.at('package'),
    desk.at('set'),
    '--max-escapes',
    '0',
    '--min-auroc',
    '1',
  );
  expect([again.code, again.results]).toMatchObject([0, [{ n: 12, auroc: 1 }]]);
});

test('a dataset of the station: refused while something blocks, learnt from once that is mended', async () => {
  expect((await desk.loupe('dataset', 'import', desk.at('set'))).code).toBe(0);
  const words = ['train', 'set', '--config', desk.at('small.json'), '--out', desk.at('stored-package')];
  expect(await desk.loupe(...words)).toMatchObject({
    code: 1,
    results: [],
    complaints: expect.stringContaining('1 findings of set block training') as string,
  });
  const mended = await desk.loupe('dataset', 'keep', 'set', 'same-picture-across-split');
  const { code, results } = await desk.loupe(...words);
  expect([code, results]).toMatchObject([0, [{ event: 'done', evaluation: { n: 11, auroc: 1 } }]]);
  const manifest = JSON.parse(await readFile(desk.at('stored-package', 'model.json'), 'utf8')) as object;
  expect(manifest).toMatchObject({ datasetHash: mended.results[0]!['hash'] });
});

test('the same seed gives the same model, another one another', async () => {
  const model = async (...more: string[]) => {
    expect((await train('set', 'again', '--pieces', '20', '--good-only', ...more)).code).toBe(0);
    return readFile(desk.at('again', 'model.onnx'));
  };
  const first = await model('--seed', '7');
  expect(await model('--seed', '7')).toEqual(first);
  expect(await model('--seed', '8')).not.toEqual(first);
  const manifest = JSON.parse(await readFile(desk.at('again', 'model.json'), 'utf8')) as object;
  expect(manifest).toMatchObject({ thresholds: { pass: 0.4, defect: 0.6 } });
});

test('a folder of good pictures of several sizes is enough; that its limits are rough is said', async () => {
  const { code, results, complaints } = await train('alone', 'alone-package');
  expect([code, complaints]).toEqual([0, expect.stringContaining('Only 12 good pictures')]);
  expect(results).toMatchObject([{ event: 'done', metrics: { fittedPictures: 10, heldBackPictures: 2 } }]);
  expect(results[0]).not.toHaveProperty('evaluation');
  const { input } = JSON.parse(await readFile(desk.at('alone-package', 'model.json'), 'utf8')) as {
    input: { kernel: string };
  };
  expect(input.kernel).toBe('pil-bilinear/u8');
});

test('masks, pages of no class, and what cannot be learnt from', async () => {
  const bench = await openBench({ places });
  const wishes = { meaning: meaningOf({}), pieces: 100, seed: 0, goodOnly: false };
  const { signal } = new AbortController();
  const open = async (set: string, more: Partial<typeof wishes> = {}) =>
    anomalySet(await openFolderSet(desk.at(set), bench.pictures, { signal }), { ...wishes, ...more });
  const grey = (level: number) => greyPng(level, { width: 40, height: 40 });
  try {
    for (const [name, mask] of [
      ['a', 0],
      ['b', 0],
      ['c', 255],
    ] as const) {
      await desk.write(`pairs/images/${name}.png`, await grey(90 + mask / 10));
      await desk.write(`pairs/masks/${name}.png`, await grey(mask));
    }
    const pairs = await open('pairs');
    expect([pairs.classes, pairs.train.length, pairs.valid.length]).toEqual([
      [
        { name: 'damage', verdict: 'defect' },
        { name: 'nothing marked', verdict: 'pass' },
      ],
      2,
      1,
    ]);
    const chosen = await open('set', { meaning: meaningOf({ pass: 'rusty' }) });
    expect(chosen.classes).toEqual([
      { name: 'ok', verdict: 'defect' },
      { name: 'rusty', verdict: 'pass' },
    ]);
    await desk.write('bad/rust/a.png', await grey(90));
    await desk.write('bad/bent/a.png', await grey(91));
    await expect(open('bad')).rejects.toThrow('no class');
    await desk.write('empty/readme.txt', 'nothing');
    await expect(open('empty')).rejects.toThrow('no pictures');
  } finally {
    await bench.close();
  }
});
