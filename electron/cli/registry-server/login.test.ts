import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { authorization } from '../../host/registry/access/access.ts';
import { quietIo } from '../io.fixture.ts';
import { UsageError, type Io } from '../io.ts';
import { registryCommand } from '../registry.ts';

let server: Server;
let url: string;
/** What the server answers next; it asks for one user, as MLflow with accounts does. */
let answer: (authorized: string | undefined) => [status: number, text: string];
const right = authorization({ user: 'station-7', password: 'open sesame please' });
beforeAll(async () => {
  server = createServer((request, response) => {
    const [status, text] = request.url === '/version' ? answer(request.headers.authorization) : [404, ''];
    response.writeHead(status, status === 302 ? { location: 'http://portal.example' } : {});
    response.end(text);
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));

let data: string;
beforeEach(async () => {
  answer = (sent) => (sent === right ? [200, '3.18.0'] : [401, 'You are not authenticated.']);
  data = await mkdtemp(join(tmpdir(), 'loupe-login-'));
  return () => rm(data, { recursive: true });
});

async function loupe(words: readonly string[], environment: Io['environment'] = {}, secret = '') {
  const { io, out, complaints } = quietIo(environment, secret);
  const code = await registryCommand([...words, '--data', data, '--json'], io);
  return { code, out: out.map((line) => JSON.parse(line) as unknown), complaints: complaints.join('\n') };
}
const settings = async () =>
  JSON.parse(await readFile(join(data, 'settings.json'), 'utf8')) as Record<string, unknown>;
const secretFile = () => join(data, 'secrets', 'registry-login');

test('a login that the server accepts is kept for its owner’s eyes only, and is in the journal without its password', async () => {
  const done = await loupe(['login', `${url}/`, '--user', 'station-7'], {}, 'open sesame please');
  expect(done).toEqual({ code: 0, out: [{ url, version: '3.18.0', as: 'station-7' }], complaints: '' });
  expect(await settings()).toMatchObject({ registryUrl: url, registryCaFile: '' });
  expect(JSON.parse(await readFile(secretFile(), 'utf8'))).toEqual({
    url,
    credentials: { user: 'station-7', password: 'open sesame please' },
  });
  if (process.platform !== 'win32') expect((await stat(secretFile())).mode & 0o077).toBe(0);
  const lines = await loupeJournal();
  expect(lines).toContain('"kind":"settings.changed"');
  expect(lines).toContain(
    `"kind":"registry-login.changed","data":{"login":{"url":"${url}","as":"station-7"}}`,
  );
  expect(lines).not.toContain('open sesame');
  expect(await readFile(join(data, 'settings.json'), 'utf8')).not.toContain('open sesame');

  expect((await loupe(['logout'])).code).toBe(0);
  expect(await settings()).toMatchObject({ registryUrl: '' });
  expect(await readFile(secretFile(), 'utf8')).toBe('null');
  expect(await loupeJournal()).toContain('"kind":"registry-login.changed","data":{"login":null}');
});

async function loupeJournal(): Promise<string> {
  const names = (await readdir(join(data, 'journal'))).filter((name) => name.endsWith('.jsonl'));
  return (await Promise.all(names.map((name) => readFile(join(data, 'journal', name), 'utf8')))).join('');
}

test('MLflow’s own variables say who and where', async () => {
  const environment = {
    MLFLOW_TRACKING_URI: url,
    MLFLOW_TRACKING_USERNAME: 'station-7',
    MLFLOW_TRACKING_PASSWORD: 'open sesame please',
  };
  expect((await loupe(['login'], environment)).out).toEqual([{ url, version: '3.18.0', as: 'station-7' }]);
  answer = (sent) => (sent === 'Bearer letmein' ? [200, '3.18.0'] : [401, '']);
  const token = await loupe(['login', url, '--token'], {}, 'letmein');
  expect(token.out).toEqual([{ url, version: '3.18.0', as: 'a token' }]);
});

test('what does not let one in, or is no MLflow, changes nothing', async () => {
  const attempt = () => loupe(['login', url, '--user', 'station-7'], {}, 'wrong wrong wrong');
  const refused = await attempt();
  expect([refused.code, refused.complaints]).toEqual([
    1,
    `${url} does not let this user or token in (it wants another login (401)). Nothing was changed`,
  ]);
  answer = () => [302, ''];
  expect((await attempt()).complaints).toContain('is no MLflow server (something in between answered 302)');
  answer = () => [200, '<html>Welcome to our guest network</html>'];
  expect((await attempt()).code).toBe(1);
  await expect(settings()).rejects.toThrow('ENOENT');
  await expect(readFile(secretFile())).rejects.toThrow('ENOENT');
});

test('a server that is down is kept, and said to be', async () => {
  answer = () => [503, ''];
  const down = await loupe(['login', url, '--user', 'station-7'], {}, 'open sesame please');
  expect([down.code, down.out]).toEqual([0, [{ url, version: null, as: 'station-7' }]]);
  expect(down.complaints).toContain('does not answer now (it answered 503)');
});

test('what would show or spoil a password is refused', async () => {
  await writeFile(join(data, 'no.pem'), 'nothing');
  for (const [words, secret, message] of [
    [['login', url.replace('//', '//me:secret@')], '', 'no password on the command line'],
    [['login', 'http://registry.example', '--user', 'me'], 'secret', 'is not encrypted'],
    [['login', 'registry.example'], '', 'as https://registry.example:5000'],
    [['login'], '', 'no address'],
    [['login', url, '--user', 'me', '--token'], 'x', 'not both'],
    [['login', url, '--user', 'me'], '', 'is empty'],
    [['login', url, '--user', 'm:e'], 'secret', 'no colon'],
    [['login', url, '--ca', join(data, 'none.pem')], '', 'cannot be read'],
    [['login', url, '--ca', join(data, 'no.pem')], '', 'no certificate'],
    [['login', url, 'more'], '', 'one server'],
  ] as const) {
    const attempt = loupe(words, {}, secret);
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow(message);
  }
});
