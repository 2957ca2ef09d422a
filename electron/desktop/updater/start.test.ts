import { mkdtempSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { appScript, manifestOf, newKey, openFeed } from './feed.fixture.ts';
import { linkToMain, updatesToMainSchema } from './link.ts';
import { startUpdates, type StartOptions } from './start.ts';
import { putApp } from './station.fixture.ts';
import { updatesOff } from '../../contract/updates.ts';

const key = newKey();
const good = appScript('1.1.0');
let folder: string;
let feed: Awaited<ReturnType<typeof openFeed>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loupe-start-'));
  putApp(folder, '1.0.0');
  feed = await openFeed();
  feed.offer(manifestOf(good), [key.privateKey], good);
});
afterEach(async () => {
  await feed.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Main and a host, with the line between them; the host's station says it is backed up under a name. */
function program(changes: Partial<StartOptions> = {}) {
  const appImage = join(folder, 'Loupe.AppImage');
  process.env['APPIMAGE'] = appImage;
  const did: string[] = [];
  const host = linkToMain(
    (message) => queueMicrotask(() => main.take(updatesToMainSchema.parse(message))),
    updatesOff('not heard yet'),
  );
  host.serve({
    hold: () => ({ release: () => void did.push('released') }),
    backUp: (name) => Promise.resolve(did.push(`backed up ${name}`)),
  });
  const main = startUpdates({
    app: {
      version: '1.0.0',
      name: 'Loupe',
      relaunch: () => did.push('relaunch'),
      quit: () => did.push('quit'),
    },
    packaged: true,
    releases: { feed: feed.url, channel: 'stable', keys: [key.publicKey] },
    system: { platform: 'linux', arch: 'x64' },
    appImage,
    data: folder,
    send: (message) => queueMicrotask(() => host.take(message)),
    fetch,
    now: () => Date.now(),
    log: () => undefined,
    ...changes,
  });
  main.hostStarted();
  return { main, did, appImage, updates: host.updates };
}

test('an admin’s word goes through the host to main, and the program is replaced', async () => {
  const { updates, did, appImage } = program();
  await vi.waitFor(() => expect(updates.status().state).toBe('idle'));
  await updates.check();
  expect(updates.status()).toMatchObject({ state: 'ready', version: '1.1.0' });
  expect(await updates.install()).toEqual({ outcome: 'installed' });
  expect(did).toEqual(['backed up 1.0.0', 'relaunch', 'quit']);
  expect(existsSync(`${appImage}.old`)).toBe(true);
});

test('once the station is open, the program before it goes', async () => {
  writeFileSync(join(folder, 'Loupe.AppImage.old'), 'before');
  const { updates } = program();
  await vi.waitFor(() => expect(updates.status().state).toBe('idle'));
  expect(existsSync(join(folder, 'Loupe.AppImage.old'))).toBe(false);
});

test.each([
  ['from a checkout', { packaged: false }, /checkout/],
  ['without a publisher', { releases: { feed: null, channel: 'stable', keys: [] } }, /publisher/],
  ['installed by a package manager', { appImage: null }, /package manager/],
] as const)('%s nothing is looked for', async (_, changes, why) => {
  const { updates } = program(changes);
  await vi.waitFor(() => expect(updates.status().why).toMatch(why));
  await updates.check();
  expect(await updates.install()).toEqual({ outcome: 'nothing-ready' });
  expect(feed.asked).toEqual([]);
});

test('a memory that cannot be read is said, and lets nothing in', async () => {
  writeFileSync(join(folder, 'updates.json'), 'x');
  const { updates } = program();
  await vi.waitFor(() => expect(updates.status().why).toMatch(/updates.json/));
  expect(feed.asked).toEqual([]);
});
