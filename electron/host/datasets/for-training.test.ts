import { afterAll, expect, test } from 'vitest';
import { encodeTiff } from '../../../ml/dataset/tiff.ts';
import { createPictures } from '../inspection/pictures.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { createForTraining } from './for-training.ts';
import { ada, draftOf, finish, openRoom, png } from './room.fixture.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

test('three sides that share no picture, with labels and pixels; by the hash of any version', async () => {
  const { datasets } = await openRoom(pictures);
  const files: Record<string, Uint8Array> = { 'loose.png': await png(99) };
  for (let seed = 0; seed < 20; seed++)
    files[`${seed % 2 === 0 ? 'ok' : 'bent'}/${seed}.png`] = await png(seed);
  const { summary } = await finish(datasets.import('tips', draftOf(files), {}, ada));
  const split = await datasets.split('tips', { valid: 0, test: 0.2, seed: 3 }, ada);
  const training = createForTraining(datasets);
  expect(await training.look(split.hash)).toEqual({ name: 'tips' });
  const set = await training.open(split.hash, { validation: 0.25, seed: 1 });
  expect([set.train.length, set.valid.length, set.test.length]).toEqual([12, 4, 4]);
  const all = [...set.train, ...set.valid, ...set.test];
  expect(new Set(all.map(({ image }) => image)).size).toBe(20);
  expect(set.classes).toEqual([
    { name: 'bent', verdict: 'defect' },
    { name: 'ok', verdict: 'pass' },
  ]);
  for (const { name, label } of all) expect(name.startsWith(`${set.classes[label]!.name}/`)).toBe(true);
  expect(await all[0]!.frame()).toMatchObject({ width: 40, height: 30, layout: 'rgb' });
  expect(set.notes).toEqual(['1 pictures have no label, and were left out.']);
  expect(set.testHash).toMatch(/^[0-9a-f]{64}$/);
  // The version before is there as well, without a test side.
  const before = await training.open(summary.hash, { validation: 0.25, seed: 1 });
  expect([before.train.length, before.valid.length, before.testHash]).toEqual([14, 6, undefined]);
});

test('what blocks is not trained on', async () => {
  const { datasets } = await openRoom(pictures);
  const files = { 'train/ok/a.png': await png(1), 'test/ok/b.png': await png(1) };
  const { summary } = await finish(datasets.import('tips', draftOf(files), {}, ada));
  await expect(createForTraining(datasets).look(summary.hash)).rejects.toMatchObject({
    code: 'conflict',
    data: { what: expect.stringContaining('1 findings of tips block training') as string },
  });
});

test('pages of one file are pictures of their own', async () => {
  const { datasets } = await openRoom(pictures);
  const page = (value: number) => ({
    ...{ width: 40, height: 30, bits: 8 as const },
    data: new Uint8Array(1200).fill(value),
  });
  const files = { 'ok/stack.tif': encodeTiff([page(60), page(120), page(180)]) };
  const { summary } = await finish(datasets.import('tips', draftOf(files), {}, ada));
  const set = await createForTraining(datasets).open(summary.hash, { validation: 0.34, seed: 1 });
  const pages = [...set.train, ...set.valid].map(({ image }) => image.replace(/^[0-9a-f]{64}/, ''));
  expect(pages.toSorted()).toEqual(['#1', '#2', '#3']);
});
