import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDiskFiles } from '../../host/node/disk-files.ts';
import { appScript, manifestOf, newKey, openFeed } from './feed.fixture.ts';
import { openKept } from './kept.ts';
import { openInstalled, putApp } from './station.fixture.ts';
import type { UpdateStatus } from '../../contract/updates.ts';
import type { HeldStation } from './updater.ts';

const key = newKey();
const good = appScript('1.1.0');
const day = 24 * 3_600_000;
let feed: Awaited<ReturnType<typeof openFeed>>;
let folder: string;

beforeEach(async () => {
  feed = await openFeed();
  folder = mkdtempSync(join(tmpdir(), 'loupe-update-'));
  putApp(folder, '1.0.0');
  feed.offer(manifestOf(good), [key.privateKey], good);
});
afterEach(async () => {
  await feed.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (changes: Parameters<typeof openInstalled>[3] = {}) =>
  openInstalled(folder, feed.url, [key.publicKey], changes);

test('while an inspection is under way nothing is touched; afterwards the same release goes in', async () => {
  let busy: string | null = 'inspection';
  const station: HeldStation = {
    hold: () =>
      Promise.resolve(busy === null ? { backUp: () => Promise.resolve(), release: () => {} } : { busy }),
  };
  const { updater, start } = await open({ station });
  await updater.check();
  for (busy of ['inspection', 'training']) expect(await updater.install()).toEqual({ outcome: 'busy', busy });
  expect(start()).toBe('1.0.0');
  expect(updater.status()).toMatchObject({ state: 'ready', version: '1.1.0' });
  busy = null;
  expect(await updater.install()).toEqual({ outcome: 'installed' });
  expect(start()).toBe('1.1.0');
});

test('without a verified backup there is no update, and the station goes on', async () => {
  let released = 0;
  const station: HeldStation = {
    hold: () =>
      Promise.resolve({
        backUp: () => Promise.reject(new Error('the copy of journal/1.jsonl differs')),
        release: () => void released++,
      }),
  };
  const { updater, start, log } = await open({ station });
  await updater.check();
  expect(await updater.install()).toEqual({ outcome: 'refused' });
  expect(released).toBe(1);
  expect(start()).toBe('1.0.0');
  expect(log.at(-1)).toMatchObject({
    what: 'update refused',
    reason: 'not-installed',
    message: 'the copy of journal/1.jsonl differs',
  });
});

test('a station outside a staged release is not offered it, and downloads nothing', async () => {
  feed.offer(manifestOf(good, { staging: 0 }), [key.privateKey], good);
  const { updater } = await open();
  expect(await updater.checked()).toMatchObject({ state: 'idle', refused: null });
  expect(feed.asked.filter((path) => path.endsWith('.AppImage'))).toEqual([]);
});

test('the running version again is no news; neither is being offline', async () => {
  feed.offer(manifestOf(good, { version: '1.0.0' }), [key.privateKey], good);
  const { updater, log } = await open();
  expect(await updater.checked()).toMatchObject({ state: 'idle', refused: null });
  feed.files.clear();
  expect((await updater.checked()).refused?.reason).toBe('unreachable');
  expect(log.filter(({ level }) => level !== 'info')).toEqual([]);
});

test('a feed that gave no believable answer for 14 days is called stale', async () => {
  let now = Date.now();
  const { updater } = await open({ now: () => now });
  await updater.check();
  now += 13 * day;
  expect(updater.status().stale).toBe(false);
  feed.files.clear();
  now += 2 * day;
  expect((await updater.checked()).stale).toBe(true);
});

test('a download is kept over a restart and not fetched twice', async () => {
  const { updater } = await open();
  await updater.check();
  const again = await open();
  const seen: UpdateStatus['state'][] = [];
  again.updater.watch(({ state }) => void (seen.at(-1) !== state && seen.push(state)));
  expect(await again.updater.checked()).toMatchObject({ state: 'ready' });
  expect(seen).toEqual(['checking', 'downloading', 'ready']);
  expect(feed.asked.filter((path) => path.endsWith('.AppImage'))).toHaveLength(1);
});

test('a memory that cannot be read lets nothing in', async () => {
  const { updater } = await open();
  await updater.check();
  writeFileSync(join(folder, 'data/updates.json'), '{"seen":null}');
  await expect(openKept(createDiskFiles({ data: join(folder, 'data') }))).rejects.toThrow(/updates.json/);
});
