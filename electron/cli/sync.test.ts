import { mkdir, readdir, rename } from 'node:fs/promises';
import { beforeAll, expect, test, vi } from 'vitest';
import { createDiskFiles } from '../host/node/disk-files.ts';
import { createFolderRegistry } from '../host/registry/folder/folder-registry.ts';
import { signedPromotion, signedSample, signer } from '../host/registry/statements/signer.fixture.ts';
import { openDesk } from './desk.fixture.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const desk = openDesk();
beforeAll(desk.begin);

/** Version of the model that a recorded inspection was judged with. */
async function inspect(...args: string[]): Promise<unknown> {
  const { results } = await desk.loupe('inspect', ...args, '--record');
  return (results[0]!['steps'] as { version: number }[])[0]!.version;
}

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

test('what is promoted is followed when the station is synced, and not under another command', async () => {
  const by = signer();
  const { keyId, publicKey } = by;
  const trusted = { keyId, publicKey, name: 'Desk', added: '2026-11-22T00:00:00.000Z' };
  await desk.write('station/trusted-keys.json', JSON.stringify({ keys: [trusted] }));
  const files = createDiskFiles({ data: desk.at('drive') });
  const registry = createFolderRegistry({ files, root: '', random: (n) => new Uint8Array(n).fill(7) });
  const { files: content, ref } = signedSample(by, { version: 2 });
  await registry.register(ref, content, {});
  await registry.publish(signedPromotion(by, ref, 1));

  expect(await inspect(desk.at('bright.png'))).toBe(1);
  expect(await desk.loupe('sync')).toMatchObject({
    code: 0,
    results: [{ waiting: 0, judges: 'sample 2', problem: null }],
  });
  expect(await inspect(desk.at('bright.png'))).toBe(2);
});
