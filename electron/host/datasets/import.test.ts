import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeTiff } from '../../../ml/dataset/tiff.ts';
import { demoDataset } from '../../../ml/demo/dataset.ts';
import { rgbOf } from '../../../ml/image/colour.ts';
import { createPictures } from '../inspection/pictures.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { ada, draftOf, finish, openRoom, png } from './room.fixture.ts';
import type { Draft } from './uploads.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

const from = async (files: Readonly<Record<string, Uint8Array | string>> | Draft, wishes = {}) => {
  const room = await openRoom(pictures);
  const draft =
    'read' in files && typeof files.read === 'function'
      ? (files as Draft)
      : draftOf(files as Record<string, string>);
  const { summary, passedOver } = await finish(room.datasets.import('set', draft, wishes, ada));
  const { dataset, findings } = await room.datasets.open('set');
  return { ...room, summary, passedOver, dataset, found: findings.map(({ check, count }) => [check, count]) };
};

/** Grey numbers as a picture. */
const greyTiff = (
  width: number,
  height: number,
  value: (x: number, y: number) => number,
  bits: 8 | 16 = 8,
) => {
  const data = new Uint8Array((width * height * bits) / 8);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * (bits / 8);
      data[at] = value(x, y) & 255;
      if (bits === 16) data[at + 1] = value(x, y) >> 8;
    }
  return encodeTiff([{ width, height, bits, data }]);
};

test('a mask with a number that means no class blocks, whatever the others are', async () => {
  const files = {
    'images/a.png': await png(1),
    'images/b.png': await png(2),
    'masks/a.tif': greyTiff(40, 30, (x) => (x === 0 ? 1 : 0)),
    'masks/b.tif': greyTiff(40, 30, (x) => (x === 0 ? 7 : 0)),
  };
  const maskValues = [
    { from: 0, to: 0, class: null },
    { from: 1, to: 2, class: 'crack' },
  ];
  const { found, summary, datasets } = await from(files, { maskValues });
  expect(found).toContainEqual(['unknown-mask-value', 1]);
  await expect(datasets.freeze('set', ada)).rejects.toMatchObject({ code: 'conflict' });
  expect(summary.classes).toEqual([
    { name: 'crack', verdict: 'defect', train: 0, valid: 0, test: 0, unsplit: 1 },
  ]);
});

test('orphans on both sides are listed, and nothing is paired by order', async () => {
  const { found, passedOver } = await from({
    'images/a.png': await png(1),
    'images/b.png': await png(2),
    'images/c.png': await png(3),
    'masks/a.png': await png(4),
    'masks/b.png': await png(5),
    'masks/d.png': await png(6),
  });
  expect(found).toContainEqual(['orphan-picture', 1]);
  expect(found).toContainEqual(['orphan-annotation', 1]);
  expect(passedOver).toEqual([{ file: 'masks/d.png', why: 'masks/d.png belongs to no picture' }]);
});

test('where several people took the pictures, those of one person stay on one side', async () => {
  const names = Array.from({ length: 24 }, (_, i) => `${i}.png`);
  const table = (header: string, row: (name: string, i: number) => string) =>
    [header, ...names.map(row)].join('\n');
  const files: Record<string, Uint8Array | string> = {
    'boxes.csv': table(
      'label_name,bbox_x,bbox_y,bbox_width,bbox_height,image_name',
      (name) => `pit,1,2,3,4,${name}`,
    ),
    'about.csv': table('Name,Author', (name, i) => `${name},author ${i % 6}`),
  };
  for (const [i, name] of names.entries()) files[name] = await png(i);
  const { datasets } = await from(files);
  await datasets.split('set', { valid: 0.2, test: 0.3, seed: 3 }, ada);
  const { entries } = (await datasets.open('set')).dataset;
  expect(new Set(entries.map(({ split }) => split))).toEqual(new Set(['train', 'valid', 'test']));
  const sides = new Set(entries.map(({ author, split }) => `${author} ${split}`));
  expect([entries.length, sides.size]).toEqual([24, 6]);
});

test('a large picture in tiles: boxes and masks move along, one picture is one group', async () => {
  // One bright spot at 70, 10 in picture and mask.
  const big = greyTiff(100, 40, (x, y) => (x === 70 && y === 10 ? 255 : (x * 7 + y * 13) % 90));
  const files = {
    'data.yaml': 'names: [pit]',
    'images/big.tif': big,
    'labels/big.txt': '0 0.705 0.2625 0.04 0.1\n',
    'images/small.png': await png(3),
    'labels/small.txt': '',
  };
  const { dataset, datasets } = await from(files, { tile: 64 });
  expect(
    dataset.entries.map(({ name, width, height, group, boxes }) => [name, width, height, group, boxes]),
  ).toEqual([
    ['images/big.tif@0,0', 64, 40, 'images/big.tif', []],
    ['images/big.tif@36,0', 64, 40, 'images/big.tif', [{ class: 'pit', box: [32.5, 8.5, 4, 4] }]],
    ['images/small.png', 40, 30, undefined, []],
  ]);
  const frame = await datasets.stored.frame(dataset.entries[1]!);
  expect([...frame.data.subarray(3 * (10 * 64 + 34), 3 * (10 * 64 + 34) + 3)]).toEqual([255, 255, 255]);
});

test('the mask of a tile has the numbers of its place, 16 bit too', async () => {
  const { dataset, datasets } = await from(
    {
      'images/big.tif': greyTiff(100, 40, (x, y) => (x * 7 + y * 13) % 251),
      'masks/big.tif': greyTiff(100, 40, (x, y) => (x === 70 && y === 10 ? 999 : 0), 16),
    },
    { tile: 64 },
  );
  expect(dataset.entries.map(({ mask }) => mask?.values)).toEqual([[0], [0, 999]]);
  const mask = await datasets.stored.mask(dataset.entries[1]!.mask!);
  const at = 2 * (10 * 64 + 34);
  expect(mask.data[at]! + 256 * mask.data[at + 1]!).toBe(999);
});

test('unreadable, cut off, CMYK, 16 bit, turned: right, or named', async () => {
  const photo = sharp({ create: { width: 60, height: 40, channels: 3, background: '#a07030' } });
  const jpeg = new Uint8Array(await photo.jpeg().toBuffer());
  const noise = await png(5, { width: 200, height: 200 });
  const { dataset, passedOver, found } = await from({
    'ok/cmyk.jpg': new Uint8Array(await photo.clone().toColourspace('cmyk').jpeg().toBuffer()),
    'ok/turned.jpg': new Uint8Array(await photo.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer()),
    'ok/deep.tif': greyTiff(60, 40, (x) => x * 1000, 16),
    'ok/cut.png': noise.slice(0, noise.length / 2),
    'ok/empty.jpg': new Uint8Array(),
    'ok/text.jpg': 'this is no picture',
    'ok/right.jpg': jpeg,
    'ok/vector.svg': '<svg/>',
  });
  const sizes = new Map(dataset.entries.map(({ name, width, height }) => [name, [width, height]]));
  expect(sizes.get('ok/turned.jpg')).toEqual([40, 60]);
  expect(sizes.get('ok/deep.tif')).toEqual([60, 40]);
  expect(sizes.get('ok/right.jpg')).toEqual([60, 40]);
  const told = passedOver.map(({ file }) => file).toSorted();
  // Whatever is not in the dataset is named.
  expect([...sizes.keys(), ...told].toSorted()).toEqual(
    ['cmyk.jpg', 'cut.png', 'deep.tif', 'empty.jpg', 'right.jpg', 'text.jpg', 'turned.jpg', 'vector.svg'].map(
      (name) => `ok/${name}`,
    ),
  );
  expect(told).toEqual(
    expect.arrayContaining(['ok/cut.png', 'ok/empty.jpg', 'ok/text.jpg', 'ok/vector.svg']),
  );
  expect(found).toContainEqual(['unreadable', told.length - 1]);
});

test('the demo scene, twice: pictures on both sides block; kept in train only, it can be frozen', async () => {
  const files: Record<string, Uint8Array> = {};
  for (const { frame, label, piece } of demoDataset(20, { from: 60, size: { width: 96, height: 54 } })) {
    const raw = { width: frame.width, height: frame.height, channels: 3 } as const;
    const bytes = new Uint8Array(await sharp(rgbOf(frame), { raw }).png().toBuffer());
    files[`train/${label}/${piece.serial}.png`] = bytes;
    if (piece.seed % 4 === 0) files[`test/${label}/again ${piece.serial}.png`] = bytes;
  }
  const { found, datasets, summary } = await from(files);
  expect(found[0]).toEqual(['same-picture-across-split', 5]);
  expect([summary.images, summary.blocks]).toEqual([25, 5]);
  await expect(datasets.freeze('set', ada)).rejects.toMatchObject({ code: 'conflict' });
  const kept = await datasets.keepIn('set', 'same-picture-across-split', 'train', ada);
  expect([kept.images, kept.blocks]).toEqual([20, 0]);
  expect(await datasets.freeze('set', ada)).toMatchObject({ frozen: true });
});

test('tiles of one photograph stay on one side', async () => {
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 24; i++) files[`ok/${i}.png`] = await png(i, { width: 100, height: 30 });
  const { datasets } = await from(files, { tile: 40 });
  await datasets.split('set', { valid: 0.25, test: 0.25, seed: 2 }, ada);
  const { entries } = (await datasets.open('set')).dataset;
  expect(new Set(entries.map(({ split }) => split))).toEqual(new Set(['train', 'valid', 'test']));
  const sides = new Set(entries.map(({ group, split }) => `${group} ${split}`));
  expect([entries.length, sides.size]).toEqual([72, 24]);
});

const data = process.env['LOUPE_DATA'] ?? join('..', 'shared', 'data');
const folder = (name: string): Draft => {
  const root = join(data, name);
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
  return { files, read: async (path) => new Uint8Array(readFileSync(join(root, path))) };
};
describe.skipIf(!existsSync(data))('real sets', () => {
  test('casting-small: 27 pictures on both sides block; kept in train only, it can be frozen', async () => {
    const { found, datasets, summary } = await from(folder('casting-small'));
    expect(found[0]).toEqual(['same-picture-across-split', 27]);
    expect([summary.images, summary.blocks]).toEqual([200, 27]);
    await expect(datasets.freeze('set', ada)).rejects.toMatchObject({ code: 'conflict' });
    const kept = await datasets.keepIn('set', 'same-picture-across-split', 'train', ada);
    expect([kept.images, kept.blocks]).toEqual([173, 0]);
    expect(await datasets.freeze('set', ada)).toMatchObject({ frozen: true });
  }, 300_000);
  test('image-robustness: each file is a picture, or named', async () => {
    const { dataset, passedOver } = await from(folder('image-robustness'));
    const named = new Set(passedOver.map(({ file }) => file));
    const taken = new Set(
      dataset.entries.map(({ name, page }) => (page === undefined ? name : name.replace(/#\d+$/, ''))),
    );
    for (const file of folder('image-robustness').files)
      expect(taken.has(file) !== named.has(file), file).toBe(true);
    expect(taken.size).toBeGreaterThan(30);
  }, 300_000);
});
