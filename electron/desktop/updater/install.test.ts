import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appScript, manifestOf, newKey, openFeed, sha512Of } from './feed.fixture.ts';
import { confirmStart, installAppImage } from './install.ts';
import { putApp } from './station.fixture.ts';

const driver = fileURLToPath(new URL('install-driver.fixture.ts', import.meta.url));
const key = newKey();
const payload = appScript('1.1.0');
const versions = new Map([sha(appScript('1.0.0'), '1.0.0'), sha(payload, '1.1.0')]);
function sha(bytes: Uint8Array, version: string): [string, string] {
  return [sha512Of(bytes), version];
}

const inFolder = async (use: (folder: string) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-install-'));
  try {
    putApp(folder, '1.0.0');
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What starts, which has to be one of the two programs whole. */
function started(folder: string): string {
  const app = join(folder, 'Loupe.AppImage');
  const { stdout, status } = spawnSync(app, { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(versions.get(sha512Of(readFileSync(app)))).toBe(stdout.trim());
  return stdout.trim();
}

describe.skipIf(process.platform !== 'linux')('an install that is killed', () => {
  let feed: Awaited<ReturnType<typeof openFeed>>;
  beforeAll(async () => {
    feed = await openFeed();
    feed.offer(manifestOf(payload), [key.privateKey], payload);
  });
  afterAll(() => feed.close());

  /** @param at dies at this step of the stage; 0: lives */
  const run = (folder: string, stage: 'fetch' | 'install', at: number) =>
    new Promise<{ signal: string | null; steps: number; complaints: string }>((resolve) => {
      const args = [driver, folder, feed.url, key.publicKey, stage, String(at)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      let [said, complaints] = ['', ''];
      child.stdout.on('data', (text) => (said += String(text)));
      child.stderr.on('data', (text) => (complaints += String(text)));
      child.on('close', (_, signal) => resolve({ signal, steps: Number(said), complaints }));
    });

  test('at more than 20 points: the old or the new version starts each time, and the next try goes through', async () => {
    let steps = 0;
    await inFolder(async (folder) => {
      const whole = await run(folder, 'install', 0);
      expect(whole.complaints).toBe('');
      steps = whole.steps;
      expect(started(folder)).toBe('1.1.0');
      expect(readdirSync(folder).toSorted()).toEqual(['Loupe.AppImage', 'data']);
    });
    // While it is checked and downloaded, and at every step of the install and of the first start.
    const points = [
      ...[1, 2, 3, 12].map((at) => ['fetch', at] as const),
      ...Array.from({ length: steps }, (_, i) => ['install', i + 1] as const),
    ];
    const outcomes: string[] = [];
    for (const [stage, at] of points)
      await inFolder(async (folder) => {
        const { signal, complaints } = await run(folder, stage, at);
        expect({ stage, at, signal, complaints }).toEqual({ stage, at, signal: 'SIGKILL', complaints: '' });
        outcomes.push(started(folder));

        const [from, target] = [join(folder, 'again'), join(folder, 'Loupe.AppImage')];
        writeFileSync(from, payload);
        await installAppImage({ from, target, sha512: sha512Of(payload) });
        await confirmStart(target);
        expect(started(folder)).toBe('1.1.0');
        expect(readdirSync(folder).toSorted()).toEqual(['Loupe.AppImage', 'again', 'data']);
      });
    console.log(
      `killed at ${points.map(([stage, at]) => `${stage} ${at}`).join(', ')}: ${outcomes.join(' ')}`,
    );
    expect(outcomes.length).toBeGreaterThanOrEqual(20);
    expect(new Set(outcomes)).toEqual(new Set(['1.0.0', '1.1.0']));
  }, 300_000);
});

test('the old program is kept until the new one has started', () =>
  inFolder(async (folder) => {
    const [from, target] = [join(folder, 'download'), join(folder, 'Loupe.AppImage')];
    writeFileSync(from, payload);
    await installAppImage({ from, target, sha512: sha512Of(payload) });
    expect(started(folder)).toBe('1.1.0');
    expect(readFileSync(`${target}.old`).equals(appScript('1.0.0'))).toBe(true);
    await confirmStart(target);
    expect(readdirSync(folder).toSorted()).toEqual(['Loupe.AppImage', 'download']);
  }));

test('a full disk leaves the old program and no half of the new one', () =>
  inFolder(async (folder) => {
    const [from, target] = [join(folder, 'download'), join(folder, 'Loupe.AppImage')];
    writeFileSync(from, payload);
    const files = await import('node:fs/promises');
    const full = {
      ...files,
      rename: () => Promise.reject(new Error('ENOSPC: no space left on device')),
    };
    await expect(installAppImage({ from, target, sha512: sha512Of(payload) }, full)).rejects.toMatchObject({
      reason: 'not-installed',
    });
    expect(started(folder)).toBe('1.0.0');
    expect(existsSync(`${target}.new`)).toBe(false);
  }));
