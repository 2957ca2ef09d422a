import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSource } from './layout.ts';
import type { SourceFolder, SourceList } from './source.ts';
import { readTable } from './table.ts';
import { namesOfYaml } from './yolo.ts';

/** A folder of made-up files; pictures need no content here. */
const folder = (files: Readonly<Record<string, string>>): SourceFolder => ({
  files: Object.keys(files).toSorted(),
  text: async (path) => files[path]!,
});
const faultsOf = ({ faults }: SourceList) => faults.map(({ check, file, line }) => [check, file, line ?? 0]);

test('a folder per class, below the sides of a split', async () => {
  const list = await readSource(
    folder({ 'train/ok/1.jpg': '', 'test/ok/Imgs/1.jpg': '', 'valid/bent/2.PNG': '', 'readme.md': '' }),
  );
  expect(list).toEqual({
    ...{ layout: 'folders', classes: ['bent', 'ok'], faults: [] },
    pictures: [
      { file: 'test/ok/Imgs/1.jpg', split: 'test', class: 'ok' },
      { file: 'train/ok/1.jpg', split: 'train', class: 'ok' },
      { file: 'valid/bent/2.PNG', split: 'valid', class: 'bent' },
    ],
  });
});

test('YOLO: boxes and polygons in shares; orphans, unknown classes and broken lines are told, and nothing is paired by order', async () => {
  const list = await readSource(
    folder({
      'data.yaml': "names: ['rust', 'it''s bent']\n",
      'train/images/a.jpg': '',
      'train/images/b.jpg': '',
      'train/images/c.jpg': '',
      'train/labels/a.txt': '0 0.5 0.5 0.2 0.4\n1 0.1 0.1 0.3 0.1 0.3 0.4\n',
      'train/labels/b.txt': '2 0.5 0.5 0.1 0.1\n0 0.5 zero 0.1 0.1\n',
      'train/labels/d.txt': '',
    }),
  );
  expect(list.classes).toEqual(['rust', "it's bent"]);
  const close = (...box: number[]) => box.map((value) => expect.closeTo(value, 10) as number);
  expect(list.pictures[0]).toEqual({
    ...{ file: 'train/images/a.jpg', split: 'train' },
    boxes: [
      { class: 'rust', box: close(0.4, 0.3, 0.2, 0.4), relative: true },
      {
        ...{ class: "it's bent", box: close(0.1, 0.1, 0.2, 0.3), relative: true },
        polygon: [0.1, 0.1, 0.3, 0.1, 0.3, 0.4],
      },
    ],
  });
  expect(faultsOf(list)).toEqual([
    ['unknown-class', 'train/labels/b.txt', 1],
    ['unreadable', 'train/labels/b.txt', 2],
    ['orphan-picture', 'train/images/c.jpg', 0],
    ['orphan-annotation', 'train/labels/d.txt', 0],
  ]);
});
test.each([
  ['names: [a, b c]', ['a', 'b c']],
  ['nc: 2\nnames:\n- a\n- "b"\nother: 1', ['a', 'b']],
  ['names:\n  0: a\n  1: b\n', ['a', 'b']],
  ['nc: 2', []],
])('names of %j', (yaml, names) => expect(namesOfYaml(yaml)).toEqual(names));

test('Pascal VOC: corners from 1, pixels included', async () => {
  const object = (name: string, bounds: string) =>
    `<object><name>${name}</name><bndbox>${bounds}</bndbox></object>`;
  const corners = '<xmin>1</xmin><ymin>3</ymin><xmax>10</xmax><ymax>3</ymax>';
  const list = await readSource(
    folder({
      'a.xml': `<annotation><filename>x.jpg</filename><size><width>640</width><height>480</height></size>${object('a &amp; b', corners)}${object('c', '<xmin>1</xmin>')}</annotation>`,
      'x.jpg': '',
      'b.xml': '<annotation></annotation>',
      'c.xml': '<html/>',
      'y.jpg': '',
    }),
  );
  expect(list.pictures).toEqual([
    { file: 'x.jpg', boxes: [{ class: 'a & b', box: [0, 2, 10, 1] }], declared: { width: 640, height: 480 } },
    { file: 'y.jpg' },
  ]);
  expect(faultsOf(list)).toEqual([
    ['unreadable', 'a.xml', 0],
    ['orphan-annotation', 'b.xml', 0],
    ['unreadable', 'c.xml', 0],
    ['orphan-picture', 'y.jpg', 0],
  ]);
});

test('COCO', async () => {
  const list = await readSource(
    folder({
      'annotations/instances_val2017.json': JSON.stringify({
        images: [
          { id: 7, file_name: 'a.jpg', width: 10, height: 20, license: 3 },
          { id: 8, file_name: 'gone.jpg' },
        ],
        annotations: [
          { image_id: 7, category_id: 1, bbox: [1, 2, 3, 4] },
          { image_id: 7, category_id: 1, bbox: [1, 2, 3, 4], segmentation: [[1, 2, 4, 2, 4, 6]] },
          // In two parts, and run by run: the box is what is known.
          {
            image_id: 7,
            category_id: 1,
            bbox: [1, 2, 3, 4],
            segmentation: [
              [1, 2, 4, 2, 4, 6],
              [0, 0, 1, 0, 1, 1],
            ],
          },
          {
            image_id: 7,
            category_id: 1,
            bbox: [1, 2, 3, 4],
            segmentation: { counts: [3, 4], size: [20, 10] },
          },
          { image_id: 7, category_id: 9, bbox: [1, 2, 3, 4] },
          { image_id: 5, category_id: 1, bbox: [1, 2, 3, 4] },
        ],
        categories: [{ id: 1, name: 'pit' }],
        licenses: [{ id: 3, name: 'CC0' }],
      }),
      'images/a.jpg': '',
      'images/b.jpg': '',
    }),
  );
  expect(list.pictures).toEqual([
    {
      ...{ file: 'images/a.jpg', split: 'valid', licence: 'CC0', declared: { width: 10, height: 20 } },
      boxes: [undefined, [1, 2, 4, 2, 4, 6], undefined, undefined].map((polygon) => ({
        ...{ class: 'pit', box: [1, 2, 3, 4] },
        ...(polygon && { polygon }),
      })),
    },
    { file: 'images/b.jpg' },
  ]);
  expect(list.faults.map(({ check }) => check)).toEqual([
    'unknown-class',
    'orphan-annotation',
    'orphan-annotation',
    'orphan-picture',
  ]);
});

test('a table of boxes and a table of pictures; columns by their usual names, or as they are told', async () => {
  const about = 'Name,Author,Number_Birds,License\na.jpg,"Mo, D.",2,CC0\n';
  const list = await readSource(
    folder({
      'boxes.csv':
        'label_name,bbox_x,bbox_y,bbox_width,bbox_height,image_name,image_width,image_height\npit,1,2,3,4,a.jpg,100,50\npit,x,2,3,4,a.jpg,100,50\n',
      'about.csv': about,
      'a.jpg': '',
    }),
  );
  expect(list.pictures).toEqual([
    {
      ...{ file: 'a.jpg', author: 'Mo, D.', licence: 'CC0', boxes: [{ class: 'pit', box: [1, 2, 3, 4] }] },
      facts: { Name: 'a.jpg', Author: 'Mo, D.', Number_Birds: '2', License: 'CC0' },
      declared: { width: 100, height: 50, boxes: 2 },
    },
  ]);
  expect(faultsOf(list)).toEqual([['unreadable', 'boxes.csv', 3]]);
  const mapped = await readSource(folder({ 'b.csv': 'bild;li;ob;re;un\na.jpg;1;2;4;6\n', 'a.jpg': '' }), {
    layout: 'csv-boxes',
    columns: { image: 'bild', x: 'li', y: 'ob', right: 're', bottom: 'un' },
  });
  expect(mapped.pictures[0]!.boxes).toEqual([{ class: 'object', box: [1, 2, 3, 4] }]);
});

test('tables: quotes, line ends, a mark at the start', () => {
  expect(readTable('\uFEFFa,b\r\n"1,""2""","x\ny"\r\n\r\n3,\n')).toEqual([
    { a: '1,"2"', b: 'x\ny' },
    { a: '3', b: '' },
  ]);
  expect(() => readTable('a\n"1')).toThrow('never closed');
  expect(() => readTable('a\n1,2')).toThrow('line 2 has 2 fields, the header has 1');
});

test.each([
  ['images/a.tif', 'masks/a.png'],
  ['images/21_training.tif', '1st_manual/21_manual1.gif'],
  ['img3d.tif', 'mask3d.tif'],
  ['crack/Imgs/a.jpg', 'crack/Imgs/a.png'],
  ['x/a.jpg', 'x/a_mask.png'],
])('%s belongs to %s', async (picture, mask) => {
  const list = await readSource(folder({ [picture]: '', [mask]: '' }));
  expect([list.layout, list.pictures, list.faults]).toEqual([
    'pairs',
    [expect.objectContaining({ file: picture, mask: { file: mask } })],
    [],
  ]);
});
test('masks without their pictures, pictures without theirs', async () => {
  const list = await readSource(
    folder({
      'images/a.jpg': '',
      'images/b.jpg': '',
      'images/c.jpg': '',
      'masks/a.png': '',
      'masks/b.png': '',
      'masks/d.png': '',
    }),
  );
  expect(faultsOf(list)).toEqual([
    ['orphan-picture', 'images/c.jpg', 0],
    ['orphan-annotation', 'masks/d.png', 0],
  ]);
});

const data = process.env['LOUPE_DATA'] ?? join(import.meta.dirname, '../../../shared/data');
describe.skipIf(!existsSync(data))('real sets', () => {
  test.each([
    ['bccd', 'voc', 364, 4888, 0, 3],
    ['casting-small', 'folders', 200, 0, 0, 2],
    ['surgical-tools', 'yolo', 1900, 1946, 0, 18],
    ['house-sparrow', 'csv-boxes', 6, 16, 0, 1],
    ['magnetic-tile', 'pairs', 398, 0, 398, 6],
    ['retina-tiff', 'pairs', 20, 0, 20, 0],
    ['tiff-stack', 'pairs', 2, 0, 2, 0],
    ['instrument-defects', 'folders', 900, 0, 0, 0],
  ])(
    '%s is %s: %i pictures, %i boxes, %i masks, %i classes',
    async (name, layout, pictures, boxes, masks, classes) => {
      const root = join(data, name);
      const files = readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .toSorted();
      const list = await readSource({ files, text: async (path) => readFileSync(join(root, path), 'utf8') });
      expect([list.layout, list.pictures.length, list.classes.length, list.faults]).toEqual([
        layout,
        pictures,
        classes,
        [],
      ]);
      expect(list.pictures.reduce((sum, picture) => sum + (picture.boxes?.length ?? 0), 0)).toBe(boxes);
      expect(list.pictures.filter(({ mask }) => mask).length).toBe(masks);
    },
  );
});
