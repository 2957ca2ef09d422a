import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../../certificate.fixture.ts';
import { createMlflowApi } from './api.ts';
import { createMlflowHttp, type MlflowHttp, type MlflowServer } from './http.ts';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A server that answers as the test says, and a client of it. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void,
  more: Partial<MlflowServer> = {},
): Promise<{ readonly http: MlflowHttp; readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => answer(request, response, Buffer.concat(parts)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = createMlflowHttp({ url, login: null, ...more });
  ends.push(() => {
    http.close();
    server.closeAllConnections();
    server.close();
  });
  return { http, server, url };
}
const json = (response: ServerResponse, value: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

test.each([
  [{ user: 'station-1', password: 'p:ä' }, 'Basic c3RhdGlvbi0xOnA6w6Q='],
  [{ token: 'abc' }, 'Bearer abc'],
  [null, undefined],
])('the login %j travels with every request', async (login, expected) => {
  const { http } = await serve(({ headers }, response) => json(response, { got: headers.authorization }), {
    login,
  });
  expect(await http.json('POST', 'x', {})).toEqual({ got: expected });
});

test('a redirect is not followed, so the login goes nowhere else', async () => {
  let elsewhere = 0;
  const other = await serve((_, response) => {
    elsewhere += 1;
    json(response, {});
  });
  const { http } = await serve((_, response) => response.writeHead(302, { location: other.url }).end(), {
    login: { token: 'secret' },
  });
  await expect(http.json('GET', 'x')).rejects.toMatchObject({ code: 'registry-refused' });
  expect(elsewhere).toBe(0);
});

test('four requests are under way at most, and all are answered', async () => {
  let [now, most] = [0, 0];
  const { http } = await serve((_, response) => {
    most = Math.max(most, (now += 1));
    setTimeout(() => {
      now -= 1;
      json(response, {});
    }, 20);
  });
  await Promise.all(Array.from({ length: 20 }, () => http.json('GET', 'x')));
  expect(most).toBe(4);
});

test('below a path of its own, and with a name that needs escaping nowhere', async () => {
  const asked: string[] = [];
  const { url } = await serve((request, response) => {
    asked.push(request.url ?? '');
    json(response, {});
  });
  const http = createMlflowHttp({ url: `${url}/tools/mlflow`, login: null });
  ends.push(() => http.close());
  await createMlflowApi(http).list('1/run/artifacts');
  expect(asked).toEqual(['/tools/mlflow/api/2.0/mlflow-artifacts/artifacts?path=1%2Frun%2Fartifacts']);
});

describe('a file that comes in pieces', () => {
  const whole = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 256));

  test.each([
    ['goes on where it was cut', true],
    ['begins anew where the server cannot go on', false],
  ])('%s', async (_, ranges) => {
    const asked: (string | undefined)[] = [];
    let cuts = 3;
    const { http } = await serve(({ headers }, response) => {
      asked.push(headers.range);
      const from = ranges ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
      const rest = whole.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, {
        ...{ 'content-type': 'application/octet-stream', 'content-length': rest.length },
        ...(from > 0 && { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` }),
      });
      if (cuts-- <= 0) return response.end(rest);
      // Without ranges it gets further each time, or there would be no end to it.
      const until = ranges ? 50_000 : 50_000 * (3 - cuts);
      return response.write(rest.subarray(0, until), () => setTimeout(() => response.destroy(), 50));
    });
    expect(Buffer.compare(await http.get('file.bin', whole.length), whole)).toBe(0);
    expect(asked).toHaveLength(4);
    expect(asked[0]).toBeUndefined();
    expect(asked[1]).toMatch(/^bytes=\d+-$/);
  });

  test('what is cut without a byte more is given up for now', async () => {
    const { http } = await serve((_, response) => response.destroy());
    await expect(http.get('file.bin', 10)).rejects.toMatchObject({ code: 'registry-unreachable' });
  });

  test('cut again and again on its way, and asked for from where it was, it is whole', async () => {
    let asked = 0;
    const { http } = await serve(({ headers }, response) => {
      const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
      asked += 1;
      // Every other time nothing of it comes.
      if (asked % 2 === 0) return response.destroy();
      const rest = whole.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, {
        ...{ 'content-length': rest.length },
        ...(from > 0 && { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` }),
      });
      return response.write(rest.subarray(0, 30_000), () =>
        setTimeout(() => (rest.length > 30_000 ? response.destroy() : response.end()), 20),
      );
    });
    expect(Buffer.compare(await http.get('file.bin', whole.length), whole)).toBe(0);
  });

  test('more than is allowed is not taken', async () => {
    const { http } = await serve((_, response) => response.writeHead(200).end(whole));
    await expect(http.get('file.bin', 199_999)).rejects.toMatchObject({ code: 'registry-rejected' });
  });
});

test('a web page where a file is due, or after one was put, is somebody else', async () => {
  const { http } = await serve((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Log in</h1>'),
  );
  await expect(http.get('file.bin', 1000)).rejects.toMatchObject({ code: 'registry-refused' });
  await expect(http.put('file.bin', new Uint8Array(9))).rejects.toMatchObject({ code: 'registry-refused' });
  await expect(http.json('GET', 'x')).rejects.toMatchObject({ code: 'registry-refused' });
  expect(new TextDecoder().decode(await http.get('report.html', 1000))).toBe('<h1>Log in</h1>');
});

test('a server that says nothing is given up', async () => {
  const { http } = await serve(() => undefined, { silenceMs: 100 });
  await expect(http.json('GET', 'x')).rejects.toMatchObject({ code: 'registry-unreachable' });
});

test('a connection that was hung up while it lay idle is not told', async () => {
  let answered = 0;
  const { http, server } = await serve((request, response) => {
    // The second request on a connection finds it hung up.
    if (request.socket.listenerCount('loupe') > 0) return request.socket.destroy();
    request.socket.on('loupe', () => undefined);
    answered += 1;
    return json(response, {});
  });
  for (let i = 0; i < 5; i++) await http.json('GET', 'x');
  expect(answered).toBe(5);
  server.closeAllConnections();
});

test.each([
  ['hung up', (response: ServerResponse) => response.destroy()],
  ['502', (response: ServerResponse) => response.writeHead(502, { 'content-type': 'text/html' }).end('<p>')],
])('what was answered with “%s” is asked again twice, but nothing is made twice', async (_, fail) => {
  const asked: string[] = [];
  const { http } = await serve(({ url = '' }, response) => {
    asked.push(url);
    if (asked.filter((one) => one === url).length < 3) fail(response);
    else json(response, {});
  });
  await http.json('POST', 'api/runs/search', {});
  await http.json('POST', 'api/registered-models/create', {});
  await http.put('api/file.bin', new Uint8Array(9));
  for (const path of ['runs/create', 'model-versions/create', 'logged-models'])
    await expect(http.json('POST', `api/${path}`, {})).rejects.toMatchObject({
      code: 'registry-unreachable',
    });
  expect(asked.map((one) => one.slice('/api/'.length))).toEqual([
    ...Array.from({ length: 3 }, () => 'runs/search'),
    ...Array.from({ length: 3 }, () => 'registered-models/create'),
    ...Array.from({ length: 3 }, () => 'file.bin'),
    ...['runs/create', 'model-versions/create', 'logged-models'],
  ]);
});

test('one that says when to come back, or is too busy, is left alone', async () => {
  let asked = 0;
  const { http } = await serve((_, response) => {
    asked += 1;
    response.writeHead(asked === 1 ? 503 : 429, { 'retry-after': '7' }).end();
  });
  const busy = { code: 'registry-unreachable', data: { retryAfterMs: 7000 } };
  for (let i = 0; i < 2; i++) await expect(http.json('GET', 'x')).rejects.toMatchObject(busy);
  expect(asked).toBe(2);
});

test('what was put and comes back otherwise was not stored', async () => {
  const { http } = await serve(({ method }, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.end(method === 'PUT' ? '' : 'other');
  });
  const api = createMlflowApi(http);
  await expect(api.put('1/x.bin', Buffer.from('bytes'))).rejects.toMatchObject({
    ...{ code: 'registry-unreachable', data: { cause: 'a file was not stored as it was sent' } },
  });
  await api.put('1/x.bin', Buffer.from('other'));
});

test('500 of a file that is not in its folder’s list means that it is not there, as before an S3 store', async () => {
  const { http } = await serve(({ url = '' }, response) => {
    if (url.includes('?path=')) json(response, { files: [{ path: 'there.bin', file_size: 3 }] });
    else response.writeHead(500, { 'content-type': 'text/plain' }).end('Internal Server Error');
  });
  const api = createMlflowApi(http);
  await expect(api.get('1/none.bin', 9)).rejects.toMatchObject({ code: 'not-found' });
  await expect(api.get('1/there.bin', 9)).rejects.toMatchObject({ code: 'registry-unreachable' });
});

test.each(['', 'mlflow.site', 'ftp://site', 'http://me:secret@site', 'http://site/?a=b', 'file:///etc'])(
  '%j is no address of a registry, and its login is not repeated',
  (url) => {
    expect(() => createMlflowHttp({ url, login: null })).toThrow('bad-input');
    expect(() => createMlflowHttp({ url, login: null })).not.toThrow('secret');
  },
);

const pair = await makeCertificate();

test.skipIf(pair === null)(
  'a certificate of the factory’s own is believed once it is named (needs OpenSSL)',
  async () => {
    const { certificate: cert, key } = pair!;
    const server = createSecure({ cert, key }, (_, response) => json(response, { secure: true }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = (url: string, certificates?: string) => {
      const http = createMlflowHttp({
        url,
        login: null,
        ...(certificates !== undefined && { certificates }),
      });
      ends.push(() => http.close());
      return http.json('GET', 'x');
    };
    ends.push(() => {
      server.closeAllConnections();
      server.close();
    });
    expect(await ask(`https://127.0.0.1:${port}`, cert)).toEqual({ secure: true });
    // Not known; and known, but for another name.
    for (const [url, certificates] of [
      [`https://127.0.0.1:${port}`, undefined],
      [`https://localhost:${port}`, cert],
    ] as const)
      await expect(ask(url, certificates)).rejects.toMatchObject({ code: 'registry-refused' });
  },
);
