import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appScript, iso, manifestOf, newKey, openFeed, sha512Of, type Answer } from './feed.fixture.ts';
import type { RefusalReason } from './refusal.ts';
import { openInstalled, putApp } from './station.fixture.ts';

type Feed = Awaited<ReturnType<typeof openFeed>>;
let feed: Feed;
const key = newKey();
const other = newKey();
const good = appScript('1.1.0');
const evil = appScript('evil');
const day = 24 * 3_600_000;

beforeAll(async () => void (feed = await openFeed()));
afterAll(() => feed.close());

async function installed<T>(
  use: (station: Awaited<ReturnType<typeof openInstalled>>, folder: string) => Promise<T>,
) {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-update-'));
  try {
    putApp(folder, '1.0.0');
    const pace = { spanMs: 1000, bytes: 10_000 };
    return await use(await openInstalled(folder, feed.url, [key.publicKey], { pace }), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const signed = (change: Record<string, unknown>, payload: Answer = good, name?: string): void =>
  feed.offer(manifestOf(good, change), [key.privateKey], payload, name);

/** The honest release is seen first; then the feed changes. */
const afterHonest = (change: () => void) => async (check: () => Promise<unknown>) => {
  signed({});
  await check();
  change();
};

type Prepare = (check: () => Promise<unknown>) => unknown;
const hostile: [what: string, reason: RefusalReason, prepare: Prepare, payload?: 'asked'][] = [
  [
    'other bytes than were signed',
    'wrong-hash',
    () => signed({}, Buffer.from(good).fill(88, 9, 10)),
    'asked',
  ],
  [
    'the right hash, signed by another key',
    'untrusted-signature',
    () => feed.offer(manifestOf(good), [other.privateKey], good),
  ],
  ['unsigned', 'unsigned', () => (signed({}), feed.files.delete('/loupe-stable-linux-x64.json.sig'))],
  ['an older version, validly signed', 'older-version', () => signed({ version: '0.9.9' })],
  [
    'the same version with other bytes',
    'same-version-other-bytes',
    afterHonest(() => feed.offer(manifestOf(evil), [key.privateKey], evil)),
  ],
  ['a version trick: 1.10.0-', 'bad-version', () => signed({ version: '1.10.0-' })],
  ['the manifest of another platform', 'other-platform', () => signed({ platform: 'win32' })],
  ['the manifest of another channel', 'other-channel', () => signed({ channel: 'nightly' })],
  ['a truncated file', 'truncated', () => signed({}, good.subarray(0, 1_000_000)), 'asked'],
  ['an endless body', 'too-long', () => signed({}, (response) => pour(response, 65_536)), 'asked'],
  ['a body that drips', 'too-slow', () => signed({}, (response) => pour(response, 1)), 'asked'],
  [
    'a redirect to another host',
    'redirect',
    () => signed({}, (response) => response.writeHead(302, { location: 'http://localhost:9/x' }).end()),
    'asked',
  ],
  ['a path in the file name', 'bad-file-name', () => signed({ file: { name: '../../Loupe.AppImage' } })],
  ['a staging value that is no number', 'bad-staging', () => signed({ staging: 'abc' })],
  // Beyond the fourteen.
  ['a version trick: v1.1.0', 'bad-version', () => signed({ version: 'v1.1.0' })],
  [
    'a version trick: too large to count',
    'bad-version',
    () => signed({ version: '999999999999999999999.0.0' }),
  ],
  ['a pre-release', 'pre-release', () => signed({ version: '1.1.0-beta.1' })],
  [
    'a signed text changed afterwards',
    'untrusted-signature',
    () => {
      signed({});
      feed.files.set('/loupe-stable-linux-x64.json', manifestOf(good, { version: '1.2.0' }));
    },
  ],
  [
    'an old release served for ever',
    'expired',
    () => signed({ expires: iso(Date.now() - day), issued: iso(Date.now() - 2 * day) }),
  ],
  [
    'an earlier word on the same version',
    'rolled-back',
    afterHonest(() => signed({ issued: iso(Date.now() - 5 * day) })),
  ],
  ['a lower version than was seen', 'rolled-back', afterHonest(() => signed({ version: '1.0.5' }))],
  [
    'a manifest without end',
    'too-long',
    () => (signed({}), feed.files.set('/loupe-stable-linux-x64.json', (response) => pour(response, 65_536))),
  ],
  [
    'a signed text that is no manifest',
    'unreadable-manifest',
    () => feed.offer(Buffer.from('version: 1.1.0'), [key.privateKey], good),
  ],
  ['a key that nobody knows yet', 'unreadable-manifest', () => signed({ run: 'rm -rf' })],
];

function pour(response: Parameters<Exclude<Answer, string | Uint8Array>>[0], bytes: number): void {
  const timer = setInterval(() => response.write(Buffer.alloc(bytes, 120)), 5);
  response.on('close', () => clearInterval(timer));
}

test('fourteen kinds of hostile feeds, and ten more', () => expect(hostile).toHaveLength(24));

test.each(hostile)('%s: %s, logged, nothing installed', async (_, reason, prepare, payload) => {
  await installed(async ({ updater, log, start, happened, appImage }, folder) => {
    await prepare(() => updater.check());
    log.length = 0;
    feed.asked.length = 0;
    await updater.check();

    expect(updater.status()).toMatchObject({ state: 'idle', refused: { reason } });
    const refusals = log.filter(({ what }) => what === 'update refused');
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatchObject({ level: 'warn', reason });
    expect(feed.asked.some((path) => path.endsWith('.AppImage'))).toBe(payload === 'asked');

    expect(await updater.install()).toEqual({ outcome: 'nothing-ready' });
    expect(start()).toBe('1.0.0');
    expect(readFileSync(appImage).equals(appScript('1.0.0'))).toBe(true);
    expect(happened).toEqual([]);
    expect(readdirSync(folder).toSorted()).toEqual(['Loupe.AppImage', 'data']);
  });
});

test('an honest release is taken: held, backed up, replaced, restarted', async () => {
  await installed(async ({ updater, log, start, happened, appImage }) => {
    signed({});
    expect(await updater.checked()).toMatchObject({
      state: 'ready',
      version: '1.1.0',
      refused: null,
      stale: false,
    });
    expect(start()).toBe('1.0.0');
    expect(await updater.install()).toEqual({ outcome: 'installed' });
    expect(happened).toEqual(['held', 'backed up', 'relaunched', 'quit']);
    expect(start()).toBe('1.1.0');
    expect(readFileSync(`${appImage}.old`).equals(appScript('1.0.0'))).toBe(true);
    expect(log.map(({ what }) => what)).toContain('update installed');
  });
});

test('a plain http feed on another machine is not asked', async () => {
  await installed(async (_, folder) => {
    const { updater } = await openInstalled(folder, 'http://updates.invalid/', [key.publicKey]);
    await updater.check();
    expect(updater.status().refused?.reason).toBe('not-secure');
  });
});

test('while a key is being replaced, either signature will do', async () => {
  await installed(async ({ updater }) => {
    feed.offer(manifestOf(good), [other.privateKey, key.privateKey], good);
    expect(await updater.checked()).toMatchObject({ state: 'ready' });
  });
});

test('what was seen is remembered by the next program', async () => {
  await installed(async ({ updater }, folder) => {
    signed({ version: '1.2.0' });
    await updater.check();
    signed({});
    const { updater: next } = await openInstalled(folder, feed.url, [key.publicKey]);
    expect((await next.checked()).refused?.reason).toBe('rolled-back');
  });
});

test('a clock put back does not bring an expired release back', async () => {
  await installed(async ({ updater }, folder) => {
    const issued = Date.now() - day;
    signed({ version: '1.2.0', issued: iso(issued) });
    await updater.check();
    const long = iso(issued - 300 * day);
    signed({ version: '1.3.0', issued: long, expires: iso(issued - 10 * day) });
    const { updater: past } = await openInstalled(folder, feed.url, [key.publicKey], {
      now: () => issued - 100 * day,
    });
    expect((await past.checked()).refused?.reason).toBe('expired');
  });
});

test('a download changed on the disk before the install is not installed', async () => {
  await installed(async ({ updater, start, happened }, folder) => {
    signed({});
    await updater.check();
    const pending = join(folder, 'data/cache/updates/pending/Loupe-1.1.0.AppImage');
    expect(existsSync(pending)).toBe(true);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(pending, evil);
    expect(await updater.install()).toEqual({ outcome: 'refused' });
    expect(updater.status()).toMatchObject({ refused: { reason: 'wrong-hash' } });
    expect(happened).toEqual(['held', 'backed up', 'released']);
    expect(start()).toBe('1.0.0');
    expect(sha512Of(readFileSync(join(folder, 'Loupe.AppImage')))).toBe(sha512Of(appScript('1.0.0')));
  });
});
