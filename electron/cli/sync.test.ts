import { mkdir, readdir, rename } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { samplePackage } from '../host/models/package.fixture.ts';
import { openDesk, type Desk } from './desk.fixture.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  for (const [path, bytes] of samplePackage()) await desk.write(`sample/${path}`, bytes);
  const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: '#fff' } });
  const file = await desk.write('bright.png', await picture.png().toBuffer());
  const { code } = await desk.loupe('inspect', file, '--record', '--model', desk.at('sample'));
  expect(code).toBe(0);
});
afterAll(() => desk.close());

test('a station alone has nobody to send to', async () => {
  expect(await desk.loupe('sync')).toMatchObject({
    code: 2,
    complaints: expect.stringContaining('works alone') as string,
  });
});

test('what is owed is sent once, and what is left is said with its reason', async () => {
  await desk.write('station/settings.json', JSON.stringify({ registryFolder: desk.at('drive') }));
  const away = await desk.loupe('sync');
  expect(away).toMatchObject({ code: 1, results: [{ parked: 0, why: 'there is no such folder' }] });
  expect(away.results[0]!['waiting']).toBeGreaterThan(0);

  await mkdir(desk.at('drive'));
  expect(await desk.loupe('sync')).toMatchObject({
    code: 0,
    results: [{ waiting: 0, parked: 0, why: null }],
  });
  const sealed = async () =>
    (await readdir(desk.at('station', 'journal'))).filter((name) => /-[0-9a-f]{64}\.jsonl$/.test(name));
  const sent = async () =>
    (await readdir(desk.at('drive', 'runs'), { recursive: true })).filter((name) => name.endsWith('.jsonl'));
  expect((await sent()).length).toBeGreaterThan(0);
  expect((await sent()).map((name) => name.replace(/.*[/\\]/, '')).toSorted()).toEqual(
    (await sealed()).toSorted(),
  );

  await rename(desk.at('drive'), desk.at('elsewhere'));
  await mkdir(desk.at('drive'));
  // The same address: what it has acknowledged is not offered to it again.
  expect(await desk.loupe('sync')).toMatchObject({ code: 0 });
});
