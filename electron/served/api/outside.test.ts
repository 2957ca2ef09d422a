import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate } from '../../host/certificate.fixture.ts';
import { apiToken, stand, type Stand } from '../served.fixture.ts';
import { hostName } from './outside.ts';

test.each([
  [['station.lab'], 'station.lab'],
  [['station.lab:7311'], 'station.lab'],
  [['10.0.0.7:7311'], '10.0.0.7'],
  [['[::1]:7311'], '::1'],
  [['a', 'b'], null],
  [undefined, null],
  [['a@b'], null],
  [['a/b'], null],
  [['a:b'], null],
  [['station.lab:7311, evil'], null],
  [[''], null],
])('the name in Host %j is %j', (hosts, name) => {
  expect(hostName(hosts)).toBe(name);
});

const pair = await makeCertificate();

describe.skipIf(pair === null)('the API for other machines (needs OpenSSL)', () => {
  let at: Stand;
  beforeAll(async () => {
    at = await stand({ outside: { address: '127.0.0.1', port: 0, ...pair! } });
  });
  afterAll(() => at.end());
  const ask = (path: string, headers: Record<string, string> = {}, options: object = {}) =>
    new Promise<number>((resolve, reject) => {
      const { port } = new URL(at.served.outside ?? '');
      const call = request(
        {
          ...{ host: '127.0.0.1', port, path, ca: pair!.certificate, servername: 'station.lab' },
          headers: { Authorization: `Bearer ${apiToken}`, ...headers },
          ...options,
        },
        (answer) => (answer.resume(), resolve(answer.statusCode ?? 0)),
      );
      call.on('error', reject);
      call.end();
    });

  test('answers to the names in its certificate, over TLS, with a token', async () => {
    expect(at.served.outside).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/api$/);
    expect(await ask('/api/model')).toBe(200);
    expect(await ask('/api/model', { Host: 'station.lab:7311' })).toBe(200);
    expect(await ask('/api/model', { Authorization: '' })).toBe(401);
  });

  test('and to nobody else: other names, web pages, old TLS, plain HTTP', async () => {
    expect(await ask('/api/model', { Host: 'evil.example' })).toBe(421);
    expect(await ask('/api/model', { Host: 'localhost' })).toBe(421);
    expect(await ask('/api/model', { Origin: 'https://station.lab' })).toBe(421);
    await expect(ask('/api/model', {}, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow();
    const { port } = new URL(at.served.outside ?? '');
    await expect(fetch(`http://127.0.0.1:${port}/api`)).rejects.toThrow();
  });

  test('and shows no page and no socket there', async () => {
    for (const path of ['/', '/index.html', '/rpc?session=x', `/?token=the-token-of-this-start`])
      expect(await ask(path, { Cookie: at.cookie }), path).toBe(404);
    await expect(ask('/rpc', { Connection: 'Upgrade', Upgrade: 'websocket' })).resolves.toBe(404);
  });
});
