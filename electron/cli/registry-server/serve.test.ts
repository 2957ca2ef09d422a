import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../host/registry/mlflow/mlflow-server.fixture.ts';
import { quietIo } from '../io.fixture.ts';
import { UsageError } from '../io.ts';
import { registryCommand } from '../registry.ts';

// The command around a server that is none: a process that answers /health. server.test.ts starts the real one.

let folder: string;
let python: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loupe-registry-'));
  python = at('python');
  const fixture = join(import.meta.dirname, 'server.fixture.ts');
  await writeFile(python, `#!/bin/sh\nexec '${process.execPath}' '${fixture}' "$@"\n`);
  await chmod(python, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 600 && !holds(); tries++) await new Promise((done) => setTimeout(done, 50));
  expect(holds()).toBe(true);
};
const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

interface Seen {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly worker: number;
}

describe.skipIf(process.platform === 'win32')('loupe registry serve', () => {
  const begin = async (store: string, words: readonly string[], environment = {}) => {
    const port = await freePort();
    const { io, out, complaints, stop } = quietIo({ PATH: process.env['PATH'], ...environment });
    const line = ['serve', at(store), '--port', String(port), '--python', python, '--json', ...words];
    const ended = registryCommand(line, io);
    const seen = async () => JSON.parse(await readFile(join(at(store), 'seen.json'), 'utf8')) as Seen;
    return { port, out, complaints, ended, stop: () => stop.abort(), seen };
  };

  test('says its address when it answers, and leaves nothing behind when it is stopped', async () => {
    const running = await begin('plain', [], { MLFLOW_TRACKING_URI: 'http://elsewhere.example' });
    await until(() => running.out.length > 0);
    expect(JSON.parse(running.out[0] ?? '')).toEqual({
      ...{ event: 'serving', url: `http://127.0.0.1:${running.port}`, port: running.port },
      ...{ accounts: false, data: at('plain') },
    });
    const { worker, environment, args } = await running.seen();
    expect(args).toContain(`sqlite:///${at('plain')}/mlflow.db`);
    expect(environment).toEqual({
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: '20',
      MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: '40',
    });
    expect(lives(worker)).toBe(true);
    const second = await begin('plain', []);
    await expect(second.ended).rejects.toThrow('another registry is served from');
    running.stop();
    expect(await running.ended).toBe(0);
    await until(() => !lives(worker));
  });

  test('says what the server died of', async () => {
    const broken = await begin('broken', [], { FAKE_SERVER: 'broken' });
    expect(await broken.ended).toBe(3);
    expect(broken.complaints.join('\n')).toContain('sqlalchemy.exc.DatabaseError: file is not a database');
    expect(broken.complaints.join('\n')).toContain(join(at('broken'), 'server.log'));
  });

  test('with accounts asks for the administrator’s password once, and keeps it off the command line', async () => {
    const none = await begin('people', ['--accounts']);
    await expect(none.ended).rejects.toThrow('MLFLOW_AUTH_ADMIN_PASSWORD');
    await writeFile(at('short'), 'too short\n');
    const short = await begin('people', ['--accounts', '--password-file', at('short')]);
    await expect(short.ended).rejects.toThrow('at least 12 characters');
    await writeFile(at('password'), 'a long enough one\n');
    const running = await begin('people', ['--accounts', '--password-file', at('password')]);
    await until(() => running.out.length > 0);
    const { args, environment } = await running.seen();
    running.stop();
    await running.ended;
    expect(args.join(' ')).not.toContain('long enough');
    expect(args).toContain('basic-auth');
    expect(environment['MLFLOW_AUTH_ADMIN_PASSWORD']).toBe('a long enough one');
    expect(environment['MLFLOW_FLASK_SERVER_SECRET_KEY']).toMatch(/^[\da-f]{64}$/);
    const config = environment['MLFLOW_AUTH_CONFIG_PATH'] ?? '';
    expect(await readFile(config, 'utf8')).toContain('default_permission = NO_PERMISSIONS');
    expect(await readFile(config, 'utf8')).not.toContain('long enough');
    for (const file of [config, join(at('people'), 'accounts.key')])
      expect((await stat(file)).mode & 0o077).toBe(0);

    await writeFile(join(at('people'), 'accounts.db'), '');
    const open = await begin('people', []);
    await expect(open.ended).rejects.toThrow('without --accounts everybody');
    const again = await begin('people', ['--accounts']);
    await until(() => again.out.length > 0);
    const { environment: later } = await again.seen();
    again.stop();
    await again.ended;
    expect(later['MLFLOW_AUTH_ADMIN_PASSWORD']).toBeUndefined();
    expect(later['MLFLOW_FLASK_SERVER_SECRET_KEY']).toBe(environment['MLFLOW_FLASK_SERVER_SECRET_KEY']);
  });

  test('names a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const { io } = quietIo();
    const attempt = registryCommand(['serve', at('taken'), '--port', String(port)], io);
    await expect(attempt).rejects.toThrow(`port ${port} is taken`);
    await new Promise((done) => server.close(done));
  });
});

test('other machines are let in with a certificate and accounts only', async () => {
  for (const [words, message] of [
    [['--bind', '0.0.0.0'], '--bind needs --tls-cert FILE and --tls-key FILE'],
    [['--bind', 'everywhere'], 'an IP address'],
    [['--tls-key', 'key.pem'], 'go with --bind'],
    [['--password-file', 'password'], 'goes with --accounts'],
    [['--allow', 'a b'], 'names or addresses'],
    [['--allow', '*'], 'names or addresses'],
    [['--workers', '0'], 'from 1 to 64'],
    [['one', 'two'], 'one folder'],
  ] as const) {
    const attempt = registryCommand(['serve', ...words], quietIo({ HOME: tmpdir() }).io);
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow(message);
  }
});
