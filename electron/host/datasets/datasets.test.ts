import { createHash } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { createPictures } from '../inspection/pictures.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { ada, draftOf, finish, openRoom, png } from './room.fixture.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

const set = async () => ({
  'train/ok/1.png': await png(1),
  'train/ok/2.png': await png(2),
  'train/bent/3.png': await png(3),
  'test/ok/4.png': await png(2),
  'test/bent/5.png': await png(5),
  'test/bent/broken.png': 'no picture',
  'notes.docx': 'x',
});

test('a folder becomes a dataset: pictures byte for byte, what was passed over by name', async () => {
  const { datasets, images } = await openRoom(pictures);
  const files = await set();
  const { summary, passedOver } = await finish(datasets.import('kerrison', draftOf(files), {}, ada));
  expect(summary).toMatchObject({
    ...{ name: 'kerrison', frozen: false, parent: null, task: 'classify', images: 5, undoable: false },
    classes: [
      { name: 'bent', verdict: 'defect', train: 1, valid: 0, test: 1, unsplit: 0 },
      { name: 'ok', verdict: 'pass', train: 2, valid: 0, test: 1, unsplit: 0 },
    ],
    // The unreadable file, and the picture on both sides.
    blocks: 2,
    by: 'ada',
  });
  expect(passedOver).toEqual([
    { file: 'test/bent/broken.png', why: expect.stringContaining('test/bent/broken.png: ') as string },
    { file: 'notes.docx', why: 'it is no picture that Loupe opens' },
  ]);
  const { entries, total } = await datasets.pictures('kerrison', { from: 0, count: 2 });
  expect([total, entries.map(({ name }) => name)]).toEqual([5, ['test/bent/5.png', 'test/ok/4.png']]);
  expect((await images.get(entries[0]!.image)).bytes).toEqual(files['test/bent/5.png']);
  expect(datasets.list()).toEqual([summary]);
});

test('the hash is that of the file: anybody can check it', async () => {
  const { datasets, memory } = await openRoom(pictures);
  const { summary } = await finish(datasets.import('kerrison', draftOf(await set()), {}, ada));
  const bytes = await memory.files.read(`datasets/kerrison/${summary.hash}.json`);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(summary.hash);
});
