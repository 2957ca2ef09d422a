import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { type Entry } from '../../../ml/dataset/dataset.ts';
import { labelledKey } from '../../../ml/dataset/examination.ts';
import type { Layout } from '../../../ml/dataset/source.ts';
import { encodeTiff } from '../../../ml/dataset/tiff.ts';
import { createPictures } from '../inspection/pictures.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { ada, draftOf, finish, openRoom, png } from './room.fixture.ts';
import type { Draft } from './uploads.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

/** What must survive: pixels, labels, sides, people. */
const known = (entry: Entry) =>
  JSON.stringify([labelledKey(entry), entry.split, entry.author, entry.source, entry.licence, entry.facts]);

/** Imports a folder, exports it, imports that. */
async function roundTrip(draft: Draft, layout: Layout) {
  const { datasets, exports } = await openRoom(pictures);
  const first = await finish(datasets.import('one', draft, { layout }, ada));
  const files: Record<string, Uint8Array> = {};
  const written = await exports.files('one', layout);
  for await (const { path, bytes } of written.each()) files[path] = bytes;
  const second = await finish(datasets.import('two', draftOf(files), { layout }, ada));
  const entries = async (name: string) => (await datasets.open(name)).dataset.entries.map(known).toSorted();
  return { first, second, one: await entries('one'), two: await entries('two'), paths: written.paths };
}

const mask = async (seed: number) => {
  const data = new Uint8Array(40 * 30).fill(0);
  data[seed] = 255;
  return new Uint8Array(
    await sharp(data, { raw: { width: 40, height: 30, channels: 1 } })
      .png()
      .toBuffer(),
  );
};
const stack = (from: number) =>
  encodeTiff(
    [0, 1, 2].map((page) => ({
      ...{ width: 40, height: 30, bits: 16 as const },
      data: Uint8Array.from(
        { length: 2400 },
        (_, i) => (Math.imul(from + page * 977 + i, 2654435761) >>> 24) & 255,
      ),
    })),
  );
const coco = {
  images: [{ id: 1, file_name: 'a.png', width: 40, height: 30, license: 1, coco_url: 'the bench' }],
  annotations: [{ id: 1, image_id: 1, category_id: 2, bbox: [1, 2, 3.5, 4] }],
  categories: [
    { id: 1, name: 'rust' },
    { id: 2, name: "it's bent" },
  ],
  licenses: [{ id: 1, name: 'CC0' }],
};

const cases: readonly [Layout, () => Promise<Readonly<Record<string, Uint8Array | string>>>][] = [
  [
    'folders',
    async () => ({
      'train/ok/1.png': await png(1),
      'test/ok/1.png': await png(2),
      'bent/3.png': await png(3),
      'loose.png': await png(4),
    }),
  ],
  [
    'yolo',
    async () => ({
      'data.yaml': "names: ['rust', 'it''s bent']",
      'train/images/a.png': await png(1),
      'train/labels/a.txt': '0 0.5 0.5 0.2 0.4\n1 0.331 0.5173 0.1117 0.301\n',
      'valid/images/a.png': await png(2),
      'valid/labels/a.txt': '',
      'valid/images/unlabelled.png': await png(3),
    }),
  ],
  [
    'voc',
    async () => ({
      'train/a.png': await png(1),
      'train/a.xml':
        '<annotation><filename>a.png</filename><size><width>40</width><height>30</height></size><object><name>a &amp; b</name><bndbox><xmin>1</xmin><ymin>3</ymin><xmax>10</xmax><ymax>3</ymax></bndbox></object></annotation>',
      'b.png': await png(2),
      'b.xml': '<annotation></annotation>',
      'c.png': await png(3),
    }),
  ],
  [
    'coco',
    async () => ({
      'annotations/instances_train.json': JSON.stringify(coco),
      'a.png': await png(1),
      'b.png': await png(2),
    }),
  ],
  [
    'csv-boxes',
    async () => ({
      'boxes.csv': 'label_name,bbox_x,bbox_y,bbox_width,bbox_height,image_name\npit,1,2,3,4,a.png\n',
      'about.csv': 'Name,Author,Number_Birds,License\na.png,"Mo, D.",1,CC0\nb.png,Lu,0,CC0\n',
      'a.png': await png(1),
      'b.png': await png(2),
    }),
  ],
  [
    'pairs',
    async () => ({
      'bent/images/a.png': await png(1),
      'bent/masks/a.png': await mask(7),
      'ok/images/a.png': await png(2),
      'ok/masks/a.png': await mask(9),
      'ok/images/s.tif': stack(1),
      'ok/masks/s.tif': stack(9),
    }),
  ],
  [
    'idx',
    async () => {
      const count = 12;
      const pixels = Uint8Array.from(
        { length: count * 6 * 5 },
        (_, i) => (Math.imul(i, 2654435761) >>> 24) & 255,
      );
      const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 6, 0, 0, 0, 5, ...pixels]);
      const labels = Uint8Array.from([
        0,
        0,
        8,
        1,
        0,
        0,
        0,
        count,
        ...Array.from({ length: count }, (_, i) => i % 3),
      ]);
      return {
        'train-images-idx3-ubyte.gz': gzipSync(images),
        'train-labels-idx1-ubyte.gz': gzipSync(labels),
        't10k-images-idx3-ubyte': images.map((value, at) => (at < 16 ? value : 255 - value)),
        't10k-labels-idx1-ubyte': labels,
      };
    },
  ],
];

test.each(cases)('%s: what is exported comes back as the same entries', async (layout, files) => {
  const { first, second, one, two } = await roundTrip(draftOf(await files()), layout);
  expect(two).toEqual(one);
  expect(second.summary.classes).toEqual(first.summary.classes);
  expect(second.summary.task).toBe(first.summary.task);
});

test('pages whose stack is not whole come as pictures of their own, their masks with every number', async () => {
  const { datasets, exports } = await openRoom(pictures);
  await finish(
    datasets.import('one', draftOf({ 'images/s.tif': stack(1), 'masks/s.tif': stack(9) }), {}, ada),
  );
  await datasets.takeOut('one', 'images/s.tif#2', ada);
  const written = await exports.files('one', 'pairs');
  const files: Record<string, Uint8Array> = {};
  for await (const { path, bytes } of written.each()) files[path] = bytes;
  expect(Object.keys(files).toSorted()).toEqual([
    'images/s.tif-page-1.png',
    'images/s.tif-page-3.png',
    'masks/s.tif-page-1.tif',
    'masks/s.tif-page-3.tif',
  ]);
  const { summary } = await finish(datasets.import('two', draftOf(files), {}, ada));
  expect(summary).toMatchObject({ images: 2, task: 'segment' });
  const values = async (name: string, of: string) =>
    (await datasets.open(name)).dataset.entries.find((entry) => entry.name === of)?.mask?.values;
  expect(await values('two', 'images/s.tif-page-3.png')).toEqual(await values('one', 'images/s.tif#3'));
});

const data = process.env['LOUPE_DATA'] ?? join('..', 'shared', 'data');
const full = process.env['LOUPE_FULL'] === '1';
describe.skipIf(!existsSync(data))('real sets', () => {
  const sets: readonly (readonly [string, Layout, number])[] = [
    ['house-sparrow', 'csv-boxes', 6],
    ['tiff-stack', 'pairs', 32],
    ['retina-tiff', 'pairs', 20],
    ['casting-small', 'folders', 200],
    ...(full
      ? ([
          ['bccd', 'voc', 364],
          ['magnetic-tile', 'pairs', 398],
          ['surgical-tools', 'yolo', 1900],
        ] satisfies (readonly [string, Layout, number])[])
      : []),
  ];
  test.each(sets)(
    '%s as %s: %i pictures there and back',
    async (name, layout, count) => {
      const root = join(data, name);
      const files = readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .toSorted();
      const read = async (path: string) => new Uint8Array(readFileSync(join(root, path)));
      const { first, one, two } = await roundTrip({ files, read }, layout);
      expect(first.summary.images).toBe(count);
      expect(two).toEqual(one);
    },
    600_000,
  );
});
