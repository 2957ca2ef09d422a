import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createNodePlatform } from '../host/platform-node.ts';
import { seen } from './electron.fixture.ts';
import { answerSeal } from './seal.ts';
import { sealSecrets } from './secrets.ts';
import type { Question } from './shell-port.ts';

vi.mock('electron', () => import('./electron.fixture.ts'));

const canary = new TextEncoder().encode('canary-0b8f9f6e');
let data: string;
const log = vi.fn();
const open = () =>
  sealSecrets(
    createNodePlatform({ data, workers: () => '' }).secrets,
    { ask: (question) => answerSeal(question as Exclude<Question, { what: 'memory' }>, log) },
    log,
  );
/** What lies in the folder of secrets, as text. */
const stored = async () =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(join(data, 'secrets'))).map(async (name) => [
        name,
        await readFile(join(data, 'secrets', name), 'latin1'),
      ]),
    ),
  ) as Record<string, string>;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'loupe-secrets-'));
  seen.secrets = { available: true, backend: 'gnome_libsecret' };
  log.mockClear();
});
afterEach(() => rm(data, { recursive: true, force: true }));

test('a secret is sealed by the key store, and nothing of it lies open', async () => {
  const secrets = open();
  expect(await secrets.read('station-key')).toBeNull();
  await secrets.write('station-key', canary);
  expect(Object.keys(await stored())).toEqual(['station-key-sealed']);
  expect(JSON.stringify(await stored())).not.toContain('canary');
  expect(await open().read('station-key')).toEqual(canary);
});

test.skipIf(process.platform !== 'linux')(
  'a key store that would keep it as plain text is not given it: it stays with its owner, and the log says so',
  async () => {
    for (const backend of ['basic_text', 'unknown'] as const) {
      seen.secrets = { available: true, backend };
      await open().write('station-key', canary);
      expect(await stored()).toEqual({ 'station-key': 'canary-0b8f9f6e' });
      expect((await stat(join(data, 'secrets', 'station-key'))).mode & 0o777).toBe(0o600);
      expect(await open().read('station-key')).toEqual(canary);
    }
    expect(log.mock.calls.flat()).toContainEqual(expect.objectContaining({ what: 'key store refused' }));
    expect(JSON.stringify(log.mock.calls)).not.toContain('canary');
  },
);

test('a secret that cannot be opened any more stops the start, and is not made anew', async () => {
  await open().write('station-key', canary);
  const before = await stored();
  seen.secrets = { available: false, backend: 'gnome_libsecret' };
  await expect(open().read('station-key')).rejects.toThrow(/unlock the key store/);
  expect(await stored()).toEqual(before);
});
