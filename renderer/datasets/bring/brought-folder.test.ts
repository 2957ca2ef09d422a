import { expect, test } from 'vitest';
import { batchesOf, folderFrom, nameFrom } from './brought-folder.ts';

const file = (path: string, size = 3) => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  size,
  webkitRelativePath: path,
  arrayBuffer: async () => new TextEncoder().encode(path).buffer,
});

test('a chosen folder loses its own name, not the folders of its classes and sides', async () => {
  const folder = await folderFrom([
    file('set/train/good/2.png'),
    file('set/train/good/1.png'),
    file('set/a.csv'),
  ]);
  expect(folder.name).toBe('set');
  expect(folder.files).toEqual(['a.csv', 'train/good/1.png', 'train/good/2.png']);
  expect(folder.bytes).toBe(9);
  expect(await folder.text('a.csv')).toBe('set/a.csv');
});

test('folders side by side keep their names; hidden files belong to nobody', async () => {
  const folder = await folderFrom([
    file('good/1.png'),
    file('bad/1.png'),
    file('bad/.DS_Store'),
    file('.git/x.png'),
  ]);
  expect(folder.name).toBe('');
  expect(folder.files).toEqual(['bad/1.png', 'good/1.png']);
  expect(folder.passedOver).toEqual([]);
});

test('what the station would not take is named with its reason', async () => {
  const folder = await folderFrom([
    file('set/1.png'),
    file('set/film.mp4'),
    file('set/huge.tif', 64_000_001),
  ]);
  expect(folder.files).toEqual(['1.png']);
  expect(folder.passedOver).toEqual([
    { file: 'film.mp4', why: 'neither a picture nor an annotation' },
    { file: 'huge.tif', why: '64000001 bytes, more than 64000000' },
  ]);
});

test('every size is asked for once, and the page gets a breath in between', async () => {
  let [asked, breaths] = [0, 0];
  const all = Array.from({ length: 250 }, (_, i) => ({
    ...file(`set/${i}.png`),
    get size() {
      asked += 1;
      return 2;
    },
  }));
  const timer = setInterval(() => (breaths += 1));
  const folder = await folderFrom(all);
  clearInterval(timer);
  batchesOf(folder);
  expect([folder.bytes, asked]).toEqual([500, 250]);
  expect(breaths).toBeGreaterThan(0);
});

test('batches hold 48 files and 8 MB at most; a larger file goes alone; nothing is lost', () => {
  const files = Array.from({ length: 100 }, (_, i) => `${i}`);
  expect(batchesOf({ files, size: () => 1 }).map((batch) => batch.length)).toEqual([48, 48, 4]);
  const sizes: Record<string, number> = { a: 5_000_000, b: 3_000_000, c: 1, d: 60_000_000, e: 1 };
  expect(batchesOf({ files: Object.keys(sizes), size: (path) => sizes[path]! })).toEqual([
    ['a', 'b'],
    ['c'],
    ['d'],
    ['e'],
  ]);
  expect(batchesOf({ files: [], size: () => 0 })).toEqual([]);
});

test('a folder’s name becomes one that a dataset may have, and that nobody has', () => {
  expect(nameFrom('Casting (Small) 2', [])).toBe('casting-small-2');
  expect(nameFrom('__', [])).toBe('dataset');
  expect(nameFrom('casting', ['casting', 'casting-2'])).toBe('casting-3');
});
