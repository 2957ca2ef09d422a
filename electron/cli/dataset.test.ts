import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { encodeTiff } from '../../ml/dataset/tiff.ts';
import { demoDataset } from '../../ml/demo/dataset.ts';
import { sharpOf } from './pictures.fixture.ts';
import { openDesk } from './desk.fixture.ts';
import { realData } from './places.fixture.ts';

const desk = openDesk();
const png = (level: number, width = 40) =>
  sharp({ create: { width, height: 30, channels: 3, background: { r: level, g: 2 * level, b: 9 } } })
    .png()
    .toBuffer();
interface Found {
  readonly check: string;
  readonly severity: string;
  readonly count: number;
}

test('what is on both sides of a split blocks, what cannot be read is named, and the report is a page', async () => {
  await desk.write('set/train/ok/a.png', await png(10));
  await desk.write('set/train/bent/b.png', await png(20));
  await desk.write('set/test/ok/c.png', await png(10));
  await desk.write('set/test/ok/<d>.png', 'no picture');
  const { code, results } = await desk.loupe(
    'dataset',
    'check',
    desk.at('set'),
    '--report',
    desk.at('report.html'),
  );
  expect(code).toBe(1);
  expect(results[0]).toMatchObject({
    ...{ layout: 'folders', images: 3, classes: { bent: 1, ok: 2 }, splits: { train: 2, test: 1 } },
    findings: [
      { check: 'unreadable', severity: 'blocks', count: 1 },
      {
        ...{ check: 'same-picture-across-split', severity: 'blocks', count: 1 },
        examples: [{ files: ['test/ok/c.png', 'train/ok/a.png'] }],
      },
    ],
  });
  const page = await readFile(desk.at('report.html'), 'utf8');
  expect(page).toContain('test/ok/&lt;d&gt;.png');
  expect(page).not.toContain('<d>');
});

test('boxes are held against the pictures themselves', async () => {
  await desk.write('yolo/data.yaml', 'names: [pit]');
  await desk.write('yolo/images/a.png', await png(10));
  await desk.write('yolo/labels/a.txt', '0 0.5 0.5 1 1\n0 0.9 0.5 0.4 0.2\n');
  const { code, results } = await desk.loupe('dataset', 'check', desk.at('yolo'));
  expect([code, results[0]]).toMatchObject([
    1,
    {
      classes: { pit: 2 },
      findings: [
        {
          check: 'box-outside',
          examples: [{ message: 'box 2 of images/a.png [28, 12, 16, 6] reaches out of the picture' }],
        },
      ],
    },
  ]);
});

test('a set that nothing is wrong with', async () => {
  await desk.write('fine/ok/a.png', await png(10));
  await desk.write('fine/bent/b.png', await png(20, 41));
  expect(await desk.loupe('dataset', 'check', desk.at('fine'))).toMatchObject({
    code: 0,
    results: [{ findings: [] }],
  });
});

test.each([
  [['check'], 'name one dataset'],
  [['mend', 'x'], 'say dataset check, import, add'],
  [['check', 'nowhere'], 'there is no folder'],
  [['check', '.', '--layout', 'yolov5'], 'did you mean yolo?'],
])('dataset %j is wrong usage', async (args, message) => {
  const { code, complaints } = await desk.loupe('dataset', ...args);
  expect([code, complaints]).toEqual([2, expect.stringContaining(message)]);
});

test('the datasets of a station: imported, cleaned, split, added to, frozen, exported', async () => {
  const set: Record<string, Buffer> = {};
  for (let i = 0; i < 12; i++) set[`${i % 2 ? 'bent' : 'ok'}/${i}.png`] = await png(10 + 9 * i, 40 + i);
  for (const [name, bytes] of Object.entries(set)) await desk.write(`raw set/${name}`, bytes);
  await desk.write('raw set/ok/broken.png', 'no picture');
  const dataset = async (...args: string[]) => {
    const { code, results, complaints } = await desk.loupe('dataset', ...args);
    return { code, result: results[0], complaints };
  };
  const imported = await dataset('import', desk.at('raw set'), '--licence', 'CC0', '--info', 'all');
  expect(imported).toMatchObject({
    code: 0,
    result: {
      ...{ name: 'raw-set', frozen: false, task: 'classify', images: 12, classes: { bent: 6, ok: 6 } },
      passedOver: [{ file: 'ok/broken.png' }],
      findings: [{ check: 'unreadable', severity: 'blocks', count: 1 }],
    },
  });
  expect(await dataset('freeze', 'raw-set')).toMatchObject({
    code: 1,
    complaints: expect.stringContaining('raw-set is not frozen') as string,
  });
  expect(await dataset('quarantine', 'raw-set')).toMatchObject({ code: 0, result: { findings: [] } });
  const split = await dataset('split', 'raw-set', '--valid', '0', '--test', '0.34', '--seed', '5');
  expect(split.result).toMatchObject({ splits: { train: 8, test: 4 } });
  expect((await dataset('split', 'raw-set', '--valid', '0', '--test', '0.34', '--seed', '5')).result).toEqual(
    split.result,
  );
  const frozen = await dataset('freeze', 'raw-set');
  expect(frozen).toMatchObject({ code: 0, result: { frozen: true, hash: split.result!['hash'] } });
  await desk.write('more/ok/x.png', await png(250, 33));
  const added = await dataset('add', 'raw-set', desk.at('more'));
  expect(added.result).toMatchObject({ images: 13, frozen: false, parent: split.result!['hash'] });
  expect((await dataset('add', 'raw-set', desk.at('more'))).result).toEqual(added.result);
  expect(await dataset('show')).toMatchObject({ result: { name: 'raw-set', images: 13, by: 'system' } });
  expect(await dataset('show', 'rawset')).toMatchObject({
    code: 2,
    complaints: expect.stringContaining('did you mean raw-set?') as string,
  });
  const out = await dataset('export', 'raw-set', '--layout', 'folders', '--out', desk.at('out'));
  expect(out).toMatchObject({ code: 0, result: { files: 13, notes: [expect.stringContaining('licences')] } });
  const copy = await desk.loupe('dataset', 'check', desk.at('out'));
  expect(copy.results[0]).toMatchObject({ images: 13, classes: { bent: 6, ok: 7 } });
  expect(await dataset('export', 'raw-set', '--layout', 'yolo', '--out', desk.at('out'))).toMatchObject({
    code: 2,
  });
});

describe('the demo scene, as the real sets below', () => {
  test.each([
    ['a folder a class', (label: string, i: number) => `${label}/${i}.png`, 7],
    ['no labels', (_: string, i: number) => `images/${i}.png`, 3],
  ])('%s: pictures in both splits are counted, and block', async (kind, nameOf, count) => {
    const root = kind.replaceAll(' ', '-');
    const samples = [...demoDataset(24, { from: 40, size: { width: 96, height: 54 } })];
    for (const [i, { frame, label }] of samples.entries()) {
      const bytes = await sharpOf(frame).png().toBuffer();
      await desk.write(`${root}/${i < 16 ? 'train' : 'test'}/${nameOf(label, i)}`, bytes);
      // Some of those that are trained on are in the test too, under another name.
      if (i < count) await desk.write(`${root}/test/${nameOf(label, 100 + i)}`, bytes);
    }
    const { code, results } = await desk.loupe('dataset', 'check', desk.at(root));
    const { findings } = results[0] as { findings: Found[] };
    expect([code, findings.find(({ check }) => check === 'same-picture-across-split')]).toMatchObject([
      1,
      { severity: 'blocks', count },
    ]);
    await rm(desk.at(root, 'test'), { recursive: true });
    const mended = (await desk.loupe('dataset', 'check', desk.at(root))).results[0] as { findings: Found[] };
    expect(mended.findings.map(({ check }) => check)).not.toContain('same-picture-across-split');
  });
  test('every page of a stack is a picture with its mask', async () => {
    const frames = [...demoDataset(3, { from: 70, size: { width: 96, height: 54 } })];
    const grey = frames.map(({ frame: { width, height, data } }) => ({
      ...{ width, height, bits: 8 as const, data: data.slice(0, width * height) },
    }));
    const drawn = grey.map((page, i) => ({ ...page, data: page.data.map((_, at) => Number(at < 50 * i)) }));
    await desk.write('stack/img3d.tif', encodeTiff(grey));
    await desk.write('stack/mask3d.tif', encodeTiff(drawn));
    const { results } = await desk.loupe('dataset', 'check', desk.at('stack'));
    expect(results[0]).toMatchObject({ layout: 'pairs', images: 3 });
  });
});

describe.skipIf(!existsSync(realData))('real sets', () => {
  test.each([
    ['casting-small', 'same-picture-across-split', 27],
    ['instrument-defects', 'same-picture-across-split', 6],
  ])('%s: %s exactly %i', async (name, check, count) => {
    const { code, results } = await desk.loupe('dataset', 'check', join(realData, name));
    const { findings } = results[0] as { findings: Found[] };
    expect([code, findings.find((one) => one.check === check)]).toMatchObject([
      1,
      { severity: 'blocks', count },
    ]);
  });
  test('every page of a stack is a picture with its mask', async () => {
    const { code, results } = await desk.loupe('dataset', 'check', join(realData, 'tiff-stack'));
    expect([code, results[0]]).toMatchObject([0, { layout: 'pairs', images: 32, findings: [] }]);
  });
});
