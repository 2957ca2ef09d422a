import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apiToken, stand, type Stand } from '../served.fixture.ts';
import { usualLimits, type ApiLimits } from './limits.ts';

let at: Stand;
const begin = async (limits: Partial<ApiLimits> = {}) => {
  at = await stand({ apiLimits: { ...usualLimits, ...limits } });
};
beforeEach(() => begin());
afterEach(() => at.end());

const bearer = { Authorization: `Bearer ${apiToken}` };
interface Said {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}
/** `fetch` sends the address of 127.0.0.1 as Host, which is another name of this station. */
async function ask(path: string, more: RequestInit = {}): Promise<Said> {
  const answer = await fetch(`http://127.0.0.1:${at.port}${path}`, { headers: bearer, ...more });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Said['body'] };
}
const form = (
  text: string | Uint8Array<ArrayBuffer>,
  name = 'a.png',
  fields: Record<string, string> = {},
) => {
  const body = new FormData();
  for (const [key, value] of Object.entries(fields)) body.append(key, value);
  body.append('file', new Blob([text]), name);
  return body;
};
const post = (body: RequestInit['body'], headers: Record<string, string> = {}, query = '') =>
  ask(`/api/inspect${query}`, { method: 'POST', body: body ?? null, headers: { ...bearer, ...headers } });
const code = ({ status, body }: Said) => [status, body['code']];

describe('a picture', () => {
  test('comes as a form or as itself, and its answer is the command line’s', async () => {
    const sent = await post(form('picture 1', 'left jaw.png', { page: '2' }));
    expect(sent).toMatchObject({ status: 200, body: { file: 'left jaw.png', verdict: 'unsure' } });
    expect(sent.headers.get('content-type')).toBe('application/json');
    const raw = await post('picture 2', { 'Content-Type': 'image/png' }, '?name=b.png&record=true');
    expect(raw.body).toMatchObject({ file: 'b.png', message: 'picture 2' });
    expect(at.seen.tried.map(({ page, record }) => [page, record])).toEqual([
      [2, null],
      [0, { by: { id: 'system', role: 'system' }, through: 'API: line 3' }],
    ]);
  });

  test('that cannot be opened is a failure and a no-result at once', async () => {
    const sent = await post(form('%PDF-1.7'));
    expect(sent.status).toBe(422);
    expect(sent.body).toEqual({
      ...{ code: 'bad-input', file: 'a.png', verdict: 'no-result', reason: 'unreadable-image' },
      message: '%PDF-1.7',
    });
  });

  test('never gets another one’s answer: 1,000 requests from 8 clients', async () => {
    await at.end();
    await begin({ perSecond: 10_000, burst: 10_000 });
    const client = async (who: number) => {
      for (let n = 0; n < 125; n++) {
        const mine = `picture ${who}/${n} ${'x'.repeat((who * n) % 13)}`;
        const { body } = await post(form(mine, `${who}-${n}.png`));
        expect([body['file'], body['message']]).toEqual([`${who}-${n}.png`, mine]);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, who) => client(who)));
    expect(at.seen.tried).toHaveLength(1000);
  });
});

describe('who is let in', () => {
  test.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['a wrong one', { Authorization: 'Bearer loupe_wrong' }],
    ['the page’s own', { Authorization: 'Bearer the-token-of-this-start' }],
    ['another scheme', { Authorization: `Basic ${apiToken}` }],
    ['two', { Authorization: `Bearer ${apiToken}, Bearer ${apiToken}` }],
    ['one with more behind it', { Authorization: `Bearer ${apiToken}\tx` }],
    ['a very long one', { Authorization: `Bearer ${'a'.repeat(5000)}` }],
    ['an empty one', { Authorization: 'Bearer ' }],
    ['__proto__', { Authorization: 'Bearer __proto__' }],
  ])('not with %s', async (_name, headers) => {
    const said = await ask('/api/inspect', { method: 'POST', body: form('picture'), headers });
    expect(code(said)).toEqual([401, 'token-required']);
    expect(said.headers.get('www-authenticate')).toBe('Bearer');
    expect(code(await ask('/api/model', { headers }))).toEqual([401, 'token-required']);
    expect(at.seen.tried).toEqual([]);
  });

  test('the page’s cookie opens nothing here, and the token no page', async () => {
    expect((await at.get('/api/model')).status).toBe(401);
    expect((await at.get('/', { Cookie: '', ...bearer })).status).toBe(401);
  });

  test.each([
    ['a foreign name', { Host: 'evil.example' }],
    ['a name with our port', { Host: 'evil.example:PORT' }],
    ['another site', { Origin: 'http://evil.example' }],
    ['a sandboxed page', { Origin: 'null' }],
    ['another port of this machine', { Origin: 'http://localhost:1' }],
    ['an image on another site', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }],
  ])('not by %s', async (_name, lie) => {
    const entries = Object.entries(lie).map(([key, value]) => [key, value.replace('PORT', String(at.port))]);
    const headers = Object.fromEntries(entries) as Record<string, string>;
    const said = await at.get('/api/model', { ...bearer, ...headers });
    expect([said.status, JSON.parse(said.body)]).toEqual([
      421,
      { code: 'wrong-address', message: 'this station answers only to its own name' },
    ]);
  });
});

describe('what is refused', () => {
  test.each([
    ['/api/', 404],
    ['/api/inspect/', 404],
    ['/api/inspect/../model', 404],
    ['/api/..%2f..%2fetc/passwd', 404],
    ['/api/%69nspect', 404],
    ['/api//inspect', 404],
    ['/api/__proto__', 404],
    ['/api/constructor', 404],
    ['/api/toString', 404],
    ['/API/inspect', 404],
    ['/api;/inspect', 404],
  ])('path %s', async (path, status) => {
    expect((await at.get(path, bearer)).status).toBe(status);
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('method %s', async (method) => {
    const { status, headers } = await at.get('/api/inspect', bearer, method);
    expect([status, headers['allow']]).toEqual([405, 'POST']);
  });

  test.each([
    ['JSON', { 'Content-Type': 'application/json' }],
    ['a web form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['no type', { 'Content-Type': '' }],
    ['a type that goes on', { 'Content-Type': 'image/png/../../x' }],
    ['parts of another kind', { 'Content-Type': 'multipart/mixed; boundary=x' }],
    ['a compressed body', { 'Content-Type': 'image/png', 'Content-Encoding': 'gzip' }],
  ])('%s', async (_name, headers) => {
    expect(code(await post('picture', headers))).toEqual([415, 'wrong-type']);
  });

  test.each([
    '?page=-1',
    '?page=1.5',
    '?page=',
    '?page=9999',
    '?page=1&page=2',
    '?record=yes',
    '?record=1',
    '?__proto__=1',
    '?constructor=1',
    '?nothing=1',
    '?name=',
    `?name=${'a'.repeat(201)}`,
  ])('parameters %s', async (query) => {
    const said = await post('picture', { 'Content-Type': 'image/png' }, query);
    expect(code(said)).toEqual([422, 'bad-input']);
    expect(at.seen.tried).toEqual([]);
  });

  test('a parameter in both places, two files, none, and one without bytes', async () => {
    expect(code(await post(form('picture', 'a', { page: '1' }), {}, '?page=1'))).toEqual([422, 'bad-input']);
    const two = form('picture');
    two.append('other', new Blob(['picture']), 'b.png');
    expect(code(await post(two))).toEqual([422, 'bad-input']);
    const none = new FormData();
    none.append('file', 'a text');
    expect(code(await post(none))).toEqual([422, 'bad-input']);
    expect(code(await post(form('')))).toEqual([422, 'bad-input']);
    expect(code(await post('', { 'Content-Type': 'image/png' }))).toEqual([422, 'bad-input']);
  });

  test('too many bytes, said or only sent', async () => {
    await at.end();
    await begin({ bodyBytes: 1000 });
    expect(code(await post(form('picture'.repeat(300))))).toEqual([413, 'too-large']);
    const head = `POST /api/inspect HTTP/1.1\r\nHost: localhost:${at.port}\r\nAuthorization: Bearer ${apiToken}\r\nContent-Type: image/png\r\n`;
    const chunk = `200\r\n${'a'.repeat(512)}\r\n`;
    expect(await at.raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(4)}`)).toMatch(
      /^HTTP\/1.1 413 .*"too-large"/s,
    );
    // Who asks first hears it before sending; 100 MB never leave that client.
    expect(await at.raw(`${head}Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 413 /,
    );
    expect(await at.raw(`${head}Content-Length: 100000000\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 /);
    const asked = await at.raw(`${head}Content-Length: 7\r\nExpect: 100-continue\r\n\r\npicture`);
    expect(asked).toMatch(/^HTTP\/1.1 100 .*HTTP\/1.1 200 /s);
  });

  test('a body that does not come', async () => {
    await at.end();
    await begin({ bodySeconds: 0.1 });
    const head = `POST /api/inspect HTTP/1.1\r\nHost: localhost:${at.port}\r\nAuthorization: Bearer ${apiToken}\r\nContent-Type: image/png\r\n`;
    expect(await at.raw(`${head}Content-Length: 100\r\n\r\nabc`)).toMatch(/^HTTP\/1.1 408 .*"too-slow"/s);
  });

  test('header tricks: two lengths, two encodings, a name split over lines', async () => {
    for (const trick of [
      'Content-Length: 7\r\nContent-Length: 8\r\n',
      'Content-Length: 7\r\nTransfer-Encoding: chunked\r\n',
      'Content-Length: -1\r\n',
      'Content-Length : 7\r\n',
      'X: a\r\n b\r\nContent-Length: 7\r\n',
      'Host: evil.example\r\nContent-Length: 7\r\n',
    ]) {
      const said = await at.raw(
        `POST /api/inspect HTTP/1.1\r\nHost: localhost:${at.port}\r\nAuthorization: Bearer ${apiToken}\r\nContent-Type: image/png\r\n${trick}\r\npicture`,
      );
      expect(said, trick).not.toMatch(/^HTTP\/1.1 (200|500)/);
    }
    expect(at.seen.tried).toEqual([]);
  });

  test('more requests than a token may send: 1,000 at once', async () => {
    await at.end();
    await begin({ perSecond: 1, burst: 30 });
    const statuses: Record<number, number> = {};
    const one = async () => {
      const said = await ask('/api/model');
      statuses[said.status] = (statuses[said.status] ?? 0) + 1;
      if (said.status === 429) {
        expect(said.body['code']).toBe('too-many');
        expect(Number(said.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    };
    for (let n = 0; n < 10; n++) await Promise.all(Array.from({ length: 100 }, one));
    expect((statuses[200] ?? 0) + (statuses[429] ?? 0)).toBe(1000);
    expect(statuses[200]).toBeGreaterThanOrEqual(30);
    expect(statuses[200]).toBeLessThan(100);
    expect(at.log).toEqual([]);
  });

  test('strangers that try many tokens, while a known program goes on', async () => {
    await at.end();
    await begin({ strangersPerSecond: 0.001 });
    const strange = { headers: { Authorization: 'Bearer loupe_guess' } };
    await ask('/api/model', strange);
    expect(code(await ask('/api/model', strange))).toEqual([429, 'too-many']);
    expect((await ask('/api/model')).status).toBe(200);
  });

  test('more pictures in hand than fit; those in hand are answered', async () => {
    await at.end();
    await begin({ inHand: 2 });
    const held = () =>
      new Promise<{ send: () => void; status: Promise<number> }>((resolve) => {
        const headers = {
          ...bearer,
          Host: `localhost:${at.port}`,
          'Content-Type': 'image/png',
          Expect: '100-continue',
          'Content-Length': 7,
        };
        const call = request({
          host: '127.0.0.1',
          port: at.port,
          path: '/api/inspect',
          method: 'POST',
          headers,
        });
        const status = new Promise<number>((done) =>
          call.on('response', (r) => (r.resume(), done(r.statusCode ?? 0))),
        );
        call.on('continue', () => resolve({ send: () => call.end('picture'), status }));
        call.flushHeaders();
      });
    const [one, two] = [await held(), await held()];
    expect(code(await post(form('picture')))).toEqual([429, 'too-many']);
    one.send();
    two.send();
    expect([await one.status, await two.status]).toEqual([200, 200]);
    expect((await post(form('picture'))).status).toBe(200);
  });
});

test('a fault of the host is said without its secrets, and logged once', async () => {
  const said = await post(form('explode'));
  expect([said.status, said.body]).toEqual([500, { code: 'internal', message: 'the station failed' }]);
  expect(at.log.map(({ level, what }) => [level, what])).toEqual([['error', 'API request failed']]);
});

test('a client that leaves ends its own request and no other', async () => {
  const stream = connect(at.port, '127.0.0.1');
  stream.write(
    `POST /api/inspect HTTP/1.1\r\nHost: localhost:${at.port}\r\nAuthorization: Bearer ${apiToken}\r\nContent-Type: image/png\r\nContent-Length: 90\r\n\r\nabc`,
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  stream.destroy();
  expect((await post(form('picture'))).status).toBe(200);
  expect(at.seen.tried).toHaveLength(1);
});

test('the description is OpenAPI 3.1, made of the schemas that answers have', async () => {
  const { status, body } = await ask('/api', { headers: {} });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    openapi: '3.1.0',
    info: { version: '1.2.3' },
    paths: {
      '/api/inspect': { post: { responses: { 200: {}, 401: {}, 413: {}, 415: {}, 422: {}, 429: {} } } },
    },
    components: {
      schemas: {
        Result: {
          required: ['file', 'verdict'],
          properties: {
            verdict: { enum: ['pass', 'defect', 'unsure', 'no-result'] },
            findings: {
              items: { properties: { box: { items: { type: 'number' }, minItems: 4, maxItems: 4 } } },
            },
          },
        },
        Failure: { required: ['code', 'message'] },
      },
    },
  });
  expect(JSON.stringify(body)).not.toContain('prefixItems');
  const refs = JSON.stringify(body).matchAll(/"#\/components\/schemas\/(\w+)"/g);
  const { schemas } = body['components'] as { schemas: object };
  for (const [, name] of refs) expect(Object.keys(schemas)).toContain(name);
});
