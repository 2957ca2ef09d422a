import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appScript, openFeed } from './feed.fixture.ts';
import { signRelease } from './sign-feed.ts';
import { openInstalled, putApp } from './station.fixture.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const trusted = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const signing = { days: 30, staging: 100, now: Date.now() };
let folder: string;
let key: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loupe-sign-'));
  key = join(folder, 'release-key');
  writeFileSync(key, privateKey.export({ format: 'pem', type: 'pkcs8' }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what it signs, a station installs', async () => {
  const file = join(folder, 'Loupe-1.2.0-linux-x64.AppImage');
  writeFileSync(file, appScript('1.2.0'));
  const manifest = await signRelease(file, { ...signing, keys: [key] });
  const feed = await openFeed();
  try {
    for (const path of [manifest, `${manifest}.sig`, file])
      feed.files.set(path.slice(folder.length), readFileSync(path));
    const station = join(folder, 'station');
    putApp(station, '1.0.0');
    const { updater, start } = await openInstalled(station, feed.url, [trusted]);
    expect(await updater.checked()).toMatchObject({ state: 'ready', version: '1.2.0' });
    expect(await updater.install()).toEqual({ outcome: 'installed' });
    expect(start()).toBe('1.2.0');
  } finally {
    await feed.close();
  }
});

test('a pre-release, a strange name and a key in the repository are refused', async () => {
  const sign = (name: string, keys = [key]) => {
    const file = join(folder, name);
    writeFileSync(file, 'x');
    return signRelease(file, { ...signing, keys });
  };
  await expect(sign('Loupe-1.2.0-beta.1-linux-x64.AppImage')).rejects.toThrow(/named like/);
  await expect(sign('Loupe.AppImage')).rejects.toThrow(/named like/);
  await expect(sign('Loupe-1.2.0-linux-x64.AppImage', ['package.json'])).rejects.toThrow(/repository/);
});
