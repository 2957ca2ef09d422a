import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDesk, realData } from './desk.fixture.ts';

let desk: Awaited<ReturnType<typeof openDesk>>;
const png = (level: number, width = 40) =>
  sharp({ create: { width, height: 30, channels: 3, background: { r: level, g: 2 * level, b: 9 } } })
    .png()
    .toBuffer();
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

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
  [['mend', 'x'], 'say dataset check DIR'],
  [['check', 'nowhere'], 'there is no folder'],
  [['check', '.', '--layout', 'yolov5'], 'did you mean yolo?'],
])('dataset %j is wrong usage', async (args, message) => {
  const { code, complaints } = await desk.loupe('dataset', ...args);
  expect([code, complaints]).toEqual([2, expect.stringContaining(message)]);
});

describe.skipIf(!existsSync(realData))('real sets', () => {
  test.each([
    ['casting-small', 'same-picture-across-split', 27],
    ['instrument-defects', 'same-picture-across-split', 6],
  ])('%s: %s exactly %i', async (name, check, count) => {
    const { code, results } = await desk.loupe('dataset', 'check', join(realData, name));
    const { findings } = results[0] as { findings: { check: string; severity: string; count: number }[] };
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
