import { expect, test, vi } from 'vitest';
import { settingsSchema, type Settings } from '../../../contract/settings.ts';
import { createMemoryPlatform } from '../../platform-memory.fixture.ts';
import { connect, openConnections, whileConnected } from './connection.ts';
import { keepLogin } from './login.ts';

const defaults = settingsSchema.parse({});

/** Settings that change when they are told to. */
function changing(first: Partial<Settings> = {}) {
  let now = { ...defaults, ...first };
  const listeners = new Set<() => void>();
  return {
    current: () => now,
    watch(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    change(part: Partial<Settings>) {
      now = { ...now, ...part };
      for (const listener of listeners) listener();
    },
  };
}

test('a station alone works with the folder inside its own; with a folder or a server named, with that', async () => {
  const platform = createMemoryPlatform();
  const alone = await connect(platform, defaults);
  const drive = await connect(platform, { ...defaults, registryFolder: '/drive' });
  const server = await connect(platform, { ...defaults, registryUrl: 'http://127.0.0.1:9' });
  expect([alone, drive, server].map(({ kind, own }) => [kind, own])).toEqual([
    ['folder', true],
    ['folder', false],
    ['mlflow', false],
  ]);
  expect(new Set([alone, drive, server].map(({ id }) => id)).size).toBe(3);
  expect(server.id).not.toContain('127');
  await expect(server.registry.models()).rejects.toMatchObject({ code: 'registry-unreachable' });
});

test.each([
  ['a login that cannot be read', { secret: 'torn', caFile: '' }, /login of the registry cannot be read/],
  [
    'a certificate that is not there',
    { secret: null, caFile: '/ca.pem' },
    /certificate \/ca\.pem cannot be read/,
  ],
])('%s: everything is refused, nothing goes to another registry', async (_, { secret, caFile }, why) => {
  const secrets = new Map<string, Uint8Array>();
  if (secret !== null) secrets.set('registry-login', new TextEncoder().encode(secret));
  const platform = createMemoryPlatform({ secrets });
  const settings = { ...defaults, registryUrl: 'https://127.0.0.1:9', registryCaFile: caFile };
  const { own, registry, runs } = await connect(platform, settings);
  expect(own).toBe(false);
  for (const asked of [registry.models(), runs.collections()])
    await expect(asked).rejects.toMatchObject({
      code: 'registry-refused',
      data: { cause: expect.stringMatching(why) as string },
    });
});

test('what works with a registry is closed and opened anew when another is named; alone there is none', async () => {
  const platform = createMemoryPlatform();
  const settings = changing();
  const connections = await openConnections(platform, settings);
  const told: string[] = [];
  const opened = whileConnected(
    connections,
    ({ id }) => {
      told.push(`opened ${id}`);
      return Promise.resolve({ id, close: () => void told.push(`closed ${id}`) });
    },
    () => told.push('failed'),
  );
  expect(opened.current()).toBeNull();
  settings.change({ registryFolder: '/drive' });
  await vi.waitFor(() => expect(opened.current()).not.toBeNull());
  const first = opened.current()!.id;
  settings.change({ theme: 'light' });
  await keepLogin(platform, { url: 'http://127.0.0.1:9', credentials: { token: 't' } });
  settings.change({ registryUrl: 'http://127.0.0.1:9' });
  await vi.waitFor(() => expect(told).toHaveLength(3));
  const second = opened.current()!.id;
  settings.change({ registryUrl: '', registryFolder: '' });
  await vi.waitFor(() => expect(opened.current()).toBeNull());
  await opened.close();
  connections.close();
  expect(told).toEqual([`opened ${first}`, `closed ${first}`, `opened ${second}`, `closed ${second}`]);
});

test('what could not be opened is told, and does not hold up what is named next', async () => {
  const settings = changing({ registryFolder: '/torn' });
  const connections = await openConnections(createMemoryPlatform(), settings);
  const failed: unknown[] = [];
  const opened = whileConnected(
    connections,
    ({ registry }) =>
      failed.length === 0
        ? Promise.reject(new Error('torn'))
        : Promise.resolve({ registry, close: () => undefined }),
    (error) => failed.push(error),
  );
  await vi.waitFor(() => expect(failed).toHaveLength(1));
  settings.change({ registryFolder: '/whole' });
  await vi.waitFor(() => expect(opened.current()?.registry).toBe(connections.current().registry));
});
