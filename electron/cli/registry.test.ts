import { existsSync, rmSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test, vi } from 'vitest';
import { countBySide } from '../../ml/dataset/counts.ts';
import { datasetText } from '../../ml/dataset/dataset.ts';
import { openDatasetStore } from '../host/datasets/store.ts';
import { levelDataset } from '../host/evaluations/levels.fixture.ts';
import { openImages } from '../host/images/store.ts';
import { samplePackage } from '../host/models/package.fixture.ts';
import { createNodePlatform } from '../host/platform-node.ts';
import { openDesk } from './desk.fixture.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const desk = openDesk();
/** Runs a command; the last line of its answer. */
const loupe = async (...args: string[]) => {
  const { code, results, complaints } = await desk.loupe('registry', ...args);
  return { code, results, last: results.at(-1), complaints };
};

beforeAll(async () => {
  for (const [version, gain] of [
    [1, 1],
    [2, 1.0625],
    [3, 0.5],
  ] as const) {
    for (const [path, bytes] of samplePackage({ version, gain }))
      await desk.write(`v${version}/${path}`, bytes);
    await desk.loupe('model', 'sign', desk.at(`v${version}`));
  }
  const platform = createNodePlatform({ data: desk.at('station'), workers: () => '' });
  const images = await openImages({ platform, floorBytes: () => 0 });
  const dataset = await levelDataset(images, {
    test: { 20: 'ok', 40: 'ok', 60: 'ok', 200: 'pit', 220: 'pit', 240: 'pit' },
  });
  await (
    await openDatasetStore(platform)
  ).write('levels', datasetText(dataset), {
    ...{ frozen: true, at: '2026-11-21T09:00:00Z', by: 'test', made: 'laid there', task: 'classify' },
    ...{ images: 6, parent: null, classes: countBySide(dataset), blocks: 0, warns: 0 },
  });
});

test('push, list, pull: what is registered comes out as it went in, and what was changed there does not', async () => {
  expect((await loupe('list')).results).toEqual([]);
  for (const version of [1, 2, 3]) expect((await loupe('push', desk.at(`v${version}`))).code).toBe(0);
  expect((await loupe('list')).results).toMatchObject([
    { name: 'sample', version: 3, alias: null },
    { name: 'sample', version: 2 },
    { name: 'sample', version: 1, serial: null, promotedBy: null },
  ]);
  expect((await loupe('pull', 'sample', '--version', '2', '--out', desk.at('pulled'))).last).toMatchObject({
    version: 2,
    trustedBy: 'this station',
  });
  expect(readFileSync(desk.at('pulled', 'model.onnx'))).toEqual(readFileSync(desk.at('v2', 'model.onnx')));
  for (const version of ['1', '2', '3'])
    expect((await loupe('pull', 'sample', '--version', version)).last).toMatchObject({ name: 'sample' });

  writeFileSync(desk.at('v2', 'card.md'), '# Another\n');
  expect(await loupe('push', desk.at('v2'))).toMatchObject({
    code: 1,
    complaints: expect.stringContaining('card.md is not the file that was signed'),
  });
  const [, two] = (await loupe('list')).results as { sha256: string }[];
  const there = desk.at('station', 'registry', 'packages', 'sample', `2-${two!.sha256}`, 'card.md');
  writeFileSync(there, '# Another\n');
  rmSync(desk.at('pulled'), { recursive: true });
  const pulled = await loupe('pull', 'sample', '--version', '2', '--out', desk.at('pulled'));
  expect([pulled.code, existsSync(desk.at('pulled'))]).toEqual([1, false]);
  expect((await loupe('pull', 'sample', '--version', '9', '--out', desk.at('pulled'))).code).toBe(2);
});

test('promote: not without a test, not when worse; then pull obeys, and rollback goes back', async () => {
  const because = ['--reason', 'seen on 40 pieces'];
  const refused = await loupe('promote', 'sample', '--version', '1', ...because);
  expect(refused).toMatchObject({ code: 1, last: { promoted: false } });
  expect(refused.complaints).toContain('failed  gate: It was not judged on a test here');
  expect(await loupe('promote', 'sample', '--version', '1', '--test', 'levels', ...because)).toMatchObject({
    code: 0,
    last: { promoted: true, serial: 1, waitsFor: null },
  });
  expect(
    (await loupe('promote', 'sample', '--version', '2', '--test', 'levels', ...because)).last,
  ).toMatchObject({
    serial: 2,
  });
  const worse = await loupe('promote', 'sample', '--version', '3', '--test', 'levels', ...because);
  expect([worse.code, worse.complaints]).toEqual([
    1,
    expect.stringContaining('failed  not-worse: pit: 0 of 3 right'),
  ]);
  expect((await loupe('list', 'sample')).results[1]).toMatchObject({
    ...{ version: 2, alias: 'champion', serial: 2, promotedBy: 'this station', reason: 'seen on 40 pieces' },
  });
  expect((await loupe('pull', 'sample')).last).toEqual({
    ...{ model: 'sample', serial: null, waitsFor: null, judges: 'sample 2' },
  });
  expect(await loupe('rollback', 'sample', '--version', '1', '--reason', 'rust was missed')).toMatchObject({
    code: 0,
    last: { version: 1, serial: 3, published: true },
  });
  expect((await loupe('pull', 'sample')).last).toMatchObject({ serial: null, judges: 'sample 1' });
  expect((await loupe('rollback', 'sample', '--version', '7', '--reason', 'x')).complaints).toContain(
    'it can to: sample 2',
  );
  for (const wrong of [
    ['promote', 'sample'],
    ['promote', 'sample', '--version', '1'],
    ['push'],
    ['shove'],
    ['rollback'],
  ])
    expect((await loupe(...wrong)).code, wrong.join(' ')).toBe(2);
});
