import { createServer as createPlain, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Trial } from '../../../contract/registry-access.ts';
import { settingsSchema } from '../../../contract/settings.ts';
import { parseEvent } from '../../../contract/events.ts';
import { linesOf, start } from '../../journal/filled.fixture.ts';
import { makeCertificate } from '../../certificate.fixture.ts';
import { createDiskFiles } from '../../node/disk-files.ts';
import { createMemoryPlatform } from '../../platform-memory.fixture.ts';
import type { Platform } from '../../platform.ts';
import { authorization } from './access.ts';
import { openAccessRoom } from './access-room.ts';
import { openConnections } from './connection.ts';
import { keepLogin, readLogin } from './login.ts';
import { tryRegistry } from './trial.ts';

const admin = { id: 'qa-7', role: 'admin' } as const;
const defaults = settingsSchema.parse({});
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

type Said = readonly [status: number, type: string, text: string];
const plain = (status: number, text: string): Said => [status, 'text/plain', text];
const json = (value: unknown): Said => [200, 'application/json', JSON.stringify(value)];
/** As MLflow says it. */
const mlflow: Said = [200, 'text/html; charset=utf-8', '3.18.0'];
const page: Said = [200, 'text/html; charset=utf-8', '<h1>Welcome to our guest network</h1>'];

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const user = { user: 'station-7', password: 'open sesame please' };

/** A server that says its version to one user, and answers anything else with `rest`. */
async function serverThat(version: Said, rest: (path: string) => Said = () => json({})): Promise<string> {
  const server = createPlain((request, response) => {
    const known = request.headers.authorization === authorization(user);
    const [status, type, text] =
      request.url !== '/version' ? rest(request.url ?? '') : known ? version : plain(401, 'who?');
    response.writeHead(status, {
      'content-type': type,
      ...(status === 302 && { location: 'http://x.example' }),
    });
    response.end(text);
  });
  return `http://127.0.0.1:${await listening(server)}`;
}

async function tried(wish: Partial<typeof defaults>, platform: Platform = createMemoryPlatform()) {
  const told: Trial[] = [];
  for await (const trial of tryRegistry({ platform, stationId: 'abcd' }, { ...defaults, ...wish }))
    told.push(trial);
  const last = told.at(-1)!;
  expect(last.over).toBe(true);
  return last.steps.map(({ step, state, found, fault }) =>
    [step, state, fault?.why ?? found].join(' ').trim(),
  );
}

async function withLogin(url: string) {
  const platform = createMemoryPlatform();
  await keepLogin(platform, { url, credentials: user });
  return platform;
}

const skipped = (...steps: readonly string[]) => steps.map((step) => `${step} skipped`);

test.each<readonly [string, Said, ((path: string) => Said) | undefined, readonly string[]]>([
  [
    'an old one',
    [200, 'text/html; charset=utf-8', '2.22.0'],
    undefined,
    ['reach passed', 'login passed as station-7', 'mlflow failed too-old', ...skipped('read', 'write')],
  ],
  [
    'a portal’s page',
    page,
    undefined,
    ['reach passed', 'login skipped', 'mlflow failed portal', ...skipped('read', 'write')],
  ],
  [
    'a portal that sends one on',
    plain(302, ''),
    undefined,
    ['reach passed', 'login skipped', 'mlflow failed portal', ...skipped('read', 'write')],
  ],
  [
    'another program',
    json({ hello: 'world' }),
    undefined,
    ['reach passed', 'login skipped', 'mlflow failed not-mlflow', ...skipped('read', 'write')],
  ],
  [
    'one that knows itself by another name',
    plain(403, 'Invalid Host header - possible DNS rebinding attack detected'),
    undefined,
    ['reach passed', 'login failed host-name', ...skipped('mlflow', 'read', 'write')],
  ],
  [
    'one that is down',
    plain(503, ''),
    undefined,
    ['reach failed no-answer', ...skipped('login', 'mlflow', 'read', 'write')],
  ],
  [
    'a user who may not read',
    mlflow,
    () => plain(403, 'Permission denied'),
    [
      'reach passed',
      'login passed as station-7',
      'mlflow passed version 3.18.0',
      'read failed right-to-read',
      'write skipped',
    ],
  ],
  [
    'a user who may not write',
    mlflow,
    (path) =>
      path.includes('create')
        ? plain(403, 'Permission denied')
        : path.includes('get-by-name')
          ? [404, 'application/json', '{"error_code":"RESOURCE_DOES_NOT_EXIST"}']
          : json({}),
    [
      'reach passed',
      'login passed as station-7',
      'mlflow passed version 3.18.0',
      'read passed 0 models, 0 stations',
      'write failed right-to-write',
    ],
  ],
])(
  '%s: the step that fails says why, and the ones after it are not tried',
  async (_, version, rest, expected) => {
    const url = await serverThat(version, rest);
    expect(await tried({ registryUrl: url }, await withLogin(url))).toEqual(expected);
  },
);

test('without its login a server lets nobody in; a login for another server is not sent there', async () => {
  const url = await serverThat(mlflow);
  const expected = ['reach passed', 'login failed login', ...skipped('mlflow', 'read', 'write')];
  expect(await tried({ registryUrl: url })).toEqual(expected);
  expect(await tried({ registryUrl: url }, await withLogin('http://127.0.0.1:1'))).toEqual(expected);
});

test('nobody there, a certificate file that is not, a login that cannot be read', async () => {
  const rest = skipped('login', 'mlflow', 'read', 'write');
  expect(await tried({ registryUrl: 'http://127.0.0.1:9' })).toEqual(['reach failed no-answer', ...rest]);
  const file = { registryUrl: 'https://127.0.0.1:9', registryCaFile: '/none/ca.pem' };
  expect(await tried(file)).toEqual(['reach failed certificate-file']);
  const platform = createMemoryPlatform();
  await platform.secrets.write('registry-login', new TextEncoder().encode('{"url":1}'));
  expect(await tried({ registryUrl: 'http://127.0.0.1:9' }, platform)).toEqual(['reach failed kept-login']);
});

const pair = await makeCertificate();
test.skipIf(pair === null)('a certificate that nobody known vouches for (needs OpenSSL)', async () => {
  const { certificate: cert, key } = pair!;
  const port = await listening(createSecure({ cert, key }, (_, response) => response.end('3.18.0')));
  const expected = ['reach failed certificate', ...skipped('login', 'mlflow', 'read', 'write')];
  expect(await tried({ registryUrl: `https://127.0.0.1:${port}` })).toEqual(expected);
});

test('a folder is read and written, one that is not there is said', async () => {
  const platform = createMemoryPlatform();
  await platform.shared('/drive').makeFolder('');
  const passed = ['reach passed', 'read passed 0 models, 0 stations', 'write passed written and read back'];
  expect(await tried({ registryFolder: '/drive' }, platform)).toEqual(passed);
  const disk = { ...platform, shared: (data: string) => createDiskFiles({ data }) };
  expect(await tried({ registryFolder: '/none' }, disk)).toEqual([
    'reach failed no-folder',
    ...skipped('read', 'write'),
  ]);
  // It was itself there before.
  expect((await tried({ registryFolder: '/drive' }, platform)).slice(1)).toEqual([
    'read passed 0 models, 1 station',
    'write passed written and read back',
  ]);
});

test('whoever leaves a trial ends it: the silent server is waited for no longer', async () => {
  const url = `http://127.0.0.1:${await listening(createPlain(() => undefined))}`;
  const gone = new AbortController();
  const told: boolean[] = [];
  for await (const { over } of tryRegistry(
    { platform: createMemoryPlatform(), stationId: 'abcd' },
    { ...defaults, registryUrl: url },
    gone.signal,
  )) {
    told.push(over);
    setTimeout(() => gone.abort(), 50);
  }
  expect(told).toEqual([false]);
}, 10_000);

/** The room of a station that sends nothing and follows nobody. */
async function openRoom(
  platform: ReturnType<typeof createMemoryPlatform>,
  settings: Parameters<typeof openConnections>[1] & { current(): typeof defaults },
) {
  const connections = await openConnections(platform, settings);
  ends.push(connections.close);
  const nobody = { sender: () => null, follower: () => null, delivery: { wake: () => undefined } };
  const { journal } = await start(platform);
  const room = await openAccessRoom({
    platform,
    journal,
    stationId: 'abcd',
    settings,
    connections,
    ...nobody,
  });
  const journalled = async () =>
    (await linesOf(platform.files)).flatMap(({ line }) => {
      const event = parseEvent(line);
      return event?.kind === 'registry-login.changed' ? [{ by: event.by, ...event.data }] : [];
    });
  return { room, connections, journalled };
}

test('logging in while the station runs: what the server refuses changes nothing, what it takes is in force at once and never told again', async () => {
  const url = await serverThat(mlflow);
  const platform = createMemoryPlatform();
  const settings = { current: () => ({ ...defaults, registryUrl: url }), watch: () => () => undefined };
  const { room, connections, journalled } = await openRoom(platform, settings);
  const wish = { url, caFile: '', credentials: user, unencrypted: false };
  const views = room.follow(undefined);
  const next = async () => (await views.next()).value;
  expect(await next()).toMatchObject({
    kind: 'mlflow',
    url,
    from: 'settings',
    kept: null,
    environment: null,
  });

  await expect(
    room.login({ ...wish, credentials: { ...user, password: 'wrong' } }, admin),
  ).rejects.toMatchObject({
    code: 'registry-refused',
    data: { why: 'login' },
  });
  await expect(room.login({ ...wish, url: 'http://registry.example' }, admin)).rejects.toMatchObject({
    code: 'bad-input',
  });
  expect(await readLogin(platform)).toBeNull();
  expect(await journalled()).toEqual([]);

  const before = connections.current();
  expect(await room.login(wish, admin)).toBe('3.18.0');
  expect(connections.current()).not.toBe(before);
  const view = await next();
  expect(view).toMatchObject({ kept: { url, as: 'station-7' } });
  expect(JSON.stringify(view)).not.toContain('sesame');
  await room.logout(admin);
  expect(await next()).toMatchObject({ kept: null });
  await room.logout(admin);
  expect(await journalled()).toEqual([
    { by: admin, login: { url, as: 'station-7' } },
    { by: admin, login: null },
  ]);
  expect(JSON.stringify(await linesOf(platform.files))).not.toContain('sesame');
  expect(room.parked()).toEqual([]);
});

test('the environment is honoured, and said to be', async () => {
  const environment = { MLFLOW_TRACKING_URI: 'http://me:secret@127.0.0.1:9' };
  const platform = createMemoryPlatform({ environment });
  const settings = { current: () => defaults, watch: () => () => undefined };
  const { room } = await openRoom(platform, settings);
  const { value } = await room.follow(undefined).next();
  expect(value).toEqual({
    ...{ kind: 'mlflow', url: 'http://127.0.0.1:9', from: 'environment', kept: null, unreadable: null },
    environment: { as: 'me', url: 'http://127.0.0.1:9', variable: 'MLFLOW_TRACKING_URI' },
  });
});
