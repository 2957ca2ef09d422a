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

const room = async (name = 'kerrison') => {
  const opened = await openRoom(pictures);
  const { summary } = await finish(opened.datasets.import(name, draftOf(await set()), {}, ada));
  return { ...opened, summary };
};

test('the pictures that a check names, and a version without its offenders', async () => {
  const { datasets } = await room();
  const named = await datasets.pictures('kerrison', {
    from: 0,
    count: 9,
    check: 'same-picture-across-split',
  });
  expect(named.entries.map(({ name }) => name)).toEqual(['test/ok/4.png', 'train/ok/2.png']);
  const kept = await datasets.keepIn('kerrison', 'same-picture-across-split', 'train', ada);
  expect(kept).toMatchObject({ images: 4, blocks: 1 });
  const clean = await datasets.quarantine('kerrison', ['unreadable'], ada);
  expect(clean).toMatchObject({ images: 4, blocks: 0, undoable: true });
  expect(await datasets.undo('kerrison')).toEqual({ ...kept, undoable: true });
});

test('an edit that changes nothing makes no version; what is not there is said', async () => {
  const { datasets, summary } = await room();
  expect(await datasets.setVerdict('kerrison', 'bent', 'defect', ada)).toEqual(summary);
  const info = await datasets.setVerdict('kerrison', 'bent', 'info', ada);
  expect(info.classes[0]).toMatchObject({ name: 'bent', verdict: 'info' });
  expect(info.parent).toBe(summary.hash);
  await expect(datasets.setVerdict('kerrison', 'rust', 'info', ada)).rejects.toMatchObject({
    code: 'not-found',
    data: { what: 'class' },
  });
  await expect(datasets.get('nobody')).rejects.toMatchObject({ code: 'not-found' });
  await expect(finish(datasets.import('kerrison', draftOf({}), {}, ada))).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(finish(datasets.import('empty', draftOf({ 'a.docx': 'x' }), {}, ada))).rejects.toMatchObject({
    code: 'bad-input',
    data: { got: '1 files and no picture' },
  });
  expect(datasets.list().map(({ name }) => name)).toEqual(['kerrison']);
});

test('a batch is previewed, appended in one step, and twice changes nothing', async () => {
  const { datasets, summary } = await room();
  const batch = draftOf({
    'ok/1.png': await png(1),
    'ok/8.png': await png(8),
    'ok/9.png': await png(9),
    'dull/3.png': await png(3),
  });
  const preview = await finish(datasets.previewAdd('kerrison', batch, {}));
  expect(preview).toMatchObject({ added: 3, known: 1, passedOver: [] });
  expect(preview.alone.findings.map(({ check }) => check)).toEqual([]);
  // One picture is bent in the set and dull in the batch.
  expect(preview.together.findings.find(({ check }) => check === 'label-conflict')?.count).toBe(1);
  expect(datasets.list()).toEqual([summary]);
  const added = await finish(datasets.add('kerrison', batch, {}, ada));
  expect(added.summary).toMatchObject({ images: 8, parent: summary.hash, made: 'added 3 pictures' });
  expect((await finish(datasets.add('kerrison', batch, {}, ada))).summary).toEqual(added.summary);
});

test('frozen: recorded, kept for good, and a change makes a new version', async () => {
  const { datasets, journal } = await room();
  await expect(datasets.freeze('kerrison', ada)).rejects.toMatchObject({
    code: 'conflict',
    data: { what: expect.stringContaining('same-picture-across-split (1)') as string },
  });
  const { hash } = await datasets.quarantine('kerrison', ['unreadable', 'same-picture-across-split'], ada);
  expect(await datasets.freeze('kerrison', ada)).toMatchObject({ hash, frozen: true, undoable: false });
  const line = JSON.parse((await journal.line(journal.head().seq)).line) as object;
  expect(line).toMatchObject({
    kind: 'dataset.frozen',
    by: { id: 'ada' },
    data: { name: 'kerrison', sha256: hash, images: 4 },
  });
  expect(await datasets.freeze('kerrison', ada)).toMatchObject({ hash, frozen: true });
  await expect(datasets.undo('kerrison')).rejects.toMatchObject({ code: 'conflict' });
  await expect(datasets.remove('kerrison', ada)).rejects.toMatchObject({ code: 'conflict' });
  const next = await datasets.split('kerrison', { valid: 0, test: 0.5, seed: 7 }, ada);
  expect(next).toMatchObject({ frozen: false, parent: hash });
  expect(await datasets.undo('kerrison')).toMatchObject({ hash, frozen: true });
  expect((await datasets.versions.read(hash)).entries).toHaveLength(4);
  expect((await datasets.get('kerrison')).card).toContain(`| SHA-256 of the list | ${hash} |`);
});

test('a working dataset can be removed; its pictures stay', async () => {
  const { datasets, images, journal } = await room();
  const { entries } = await datasets.pictures('kerrison', { from: 0, count: 1 });
  await datasets.remove('kerrison', ada);
  expect(datasets.list()).toEqual([]);
  expect(await images.has(entries[0]!.image)).toBe(true);
  expect(JSON.parse((await journal.line(journal.head().seq)).line)).toMatchObject({
    kind: 'dataset.removed',
  });
  expect((await finish(datasets.import('kerrison', draftOf(await set()), {}, ada))).summary.images).toBe(5);
});

test('a stop in the middle leaves nothing', async () => {
  const { datasets } = await openRoom(pictures);
  const stop = new AbortController();
  const work = datasets.import('kerrison', draftOf(await set()), {}, ada, stop.signal);
  expect((await work.next()).value).toEqual({ done: 1, total: 6 });
  stop.abort();
  await expect(finish(work)).rejects.toThrow();
  expect(datasets.list()).toEqual([]);
});

test('without the cache of looks the checks say the same', async () => {
  const { datasets, memory } = await room();
  const { report } = await datasets.get('kerrison');
  await memory.files.remove('cache/looks/kerrison');
  const again = await openRoom(pictures, memory);
  expect((await again.datasets.get('kerrison')).report).toEqual(report);
});
