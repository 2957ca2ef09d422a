import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { authorization } from '../../host/registry/access/access.ts';
import { freePort, serverPython } from '../../host/registry/mlflow/mlflow-server.fixture.ts';
import { checkPort } from '../../served/listen.ts';
import { places } from '../places.fixture.ts';
import { quietIo } from '../io.fixture.ts';
import { registryCommand } from '../registry.ts';

test.skipIf(serverPython === null)(
  'a real MLflow with accounts: it lets in who has the password, is logged in to, and ends with the command (skipped where `loupe setup tests` made no server)',
  { timeout: 300_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loupe registry '));
    const [admin, port] = [{ user: 'admin', password: 'a long enough one' }, await freePort()];
    await writeFile(join(folder, 'password'), admin.password);
    const { io, out, complaints, stop } = quietIo(process.env);
    const words = ['--accounts', '--password-file', join(folder, 'password'), '--workers', '1', '--json'];
    const line = [
      'serve',
      join(folder, 'store'),
      '--port',
      String(port),
      '--python',
      serverPython ?? '',
      ...words,
    ];
    const ended = registryCommand(line, { ...io, places });
    let code: number | null = null;
    void ended.then((value) => (code = value));
    while (out.length === 0 && code === null) await new Promise((done) => setTimeout(done, 200));
    expect(complaints.filter((said) => !said.startsWith('the server is starting'))).toEqual([]);
    try {
      const { url } = JSON.parse(out[0] ?? '') as { url: string };
      const search = `${url}/api/2.0/mlflow/experiments/search?max_results=1`;
      const status = async (headers: Record<string, string>) => (await fetch(search, { headers })).status;
      expect(await status({})).toBe(401);
      expect(await status({ authorization: authorization(admin) })).toBe(200);
      expect(
        await status({ authorization: authorization({ ...admin, password: 'a wrong enough one' }) }),
      ).toBe(401);

      const login = quietIo(process.env, admin.password);
      const data = ['--data', join(folder, 'station'), '--json'];
      expect(await registryCommand(['login', url, '--user', 'admin', ...data], { ...login.io, places })).toBe(
        0,
      );
      expect(JSON.parse(login.out[0] ?? '')).toEqual({ url, version: '3.18.0', as: 'admin' });
    } finally {
      stop.abort();
      expect(await ended).toBe(0);
    }
    await checkPort(port);
    expect(await readFile(join(folder, 'store', 'server.log'), 'utf8')).not.toContain(admin.password);
    await rm(folder, { recursive: true });
  },
);
