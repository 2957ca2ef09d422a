import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect, errorCode } from '../contract/client.ts';
import { packFrame, type FrameHeader } from '../contract/frame-lane.ts';
import { hostileMessages, randomMessage } from '../contract/hostile.fixture.ts';
import { packMessage, socketWire } from '../contract/socket-wire.ts';
import { checkPort, PortTaken } from './listen.ts';
import { serveStation } from './serve-station.ts';
import { session, stand, token, type Stand } from './served.fixture.ts';

let at: Stand;
beforeEach(async () => {
  at = await stand();
});
afterEach(() => at.end());

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => {
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

const header = (id: string): FrameHeader => ({
  id,
  width: 2,
  height: 2,
  layout: 'grey',
  colour: { matrix: 'bt709', range: 'full' },
  source: { kind: 'demo', label: 'bench' },
  ageMs: 1,
});
const frame = (id: string) => packFrame(header(id), new Uint8Array([1, 2, 3, 4]));

/** What a socket came to: open, refused with a status, or closed with a code. */
const outcome = (socket: ReturnType<Stand['socket']>) =>
  new Promise<string>((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.on('error', (error) => resolve(error.message));
  });
const stillAlive = async () => expect((await at.get('/')).status).toBe(200);

describe('the page', () => {
  test('opens with the printed address, and the token leaves the address bar', async () => {
    expect(at.served.url).toBe(`http://localhost:${at.port}/?token=${token}`);
    const first = await at.get(`/?token=${token}`, { Cookie: '' });
    expect([first.status, first.headers.location]).toEqual([303, '/']);
    expect(first.headers['set-cookie']).toEqual([
      `loupe-${at.port}=${token}; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    const page = await at.get('/', { Cookie: `other=1; ${first.headers['set-cookie']?.[0]?.split(';')[0]}` });
    expect(page.status).toBe(200);
  });

  test('keeps what else the address says, and only that', async () => {
    const leadsTo = async (query: string) => (await at.get(query, { Cookie: '' })).headers.location;
    expect(await leadsTo(`/?token=${token}&source=demo`)).toBe('/?source=demo');
    expect(await leadsTo(`/?source=camera&token=${token}&token=other`)).toBe('/?source=camera');
    expect(await leadsTo(`/?a=//evil.example&token=${token}`)).toBe('/?a=%2F%2Fevil.example');
  });

  test('carries a nonce of its own each time, in the page and in the policy', async () => {
    const nonces = [];
    for (let n = 0; n < 2; n++) {
      const { body, headers } = await at.get('/');
      const nonce = /<meta property="csp-nonce" nonce="([\w+/=]{24})"><style nonce="\1">/.exec(body)?.[1];
      nonces.push(nonce);
      expect(headers['content-security-policy']).toBe(
        `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-${nonce}'; img-src 'self' blob: data:; ` +
          `media-src blob:; connect-src 'self' ws://localhost:${at.port}; worker-src 'self'; font-src 'self'; base-uri 'none'; ` +
          `form-action 'none'; frame-ancestors 'none'`,
      );
      expect(headers['cache-control']).toBe('no-store');
    }
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  test('sends every answer with the same protection', async () => {
    for (const [path, headers] of [
      ['/', {}],
      ['/none', {}],
      ['/', { Cookie: '' }],
      ['/', { Host: 'evil.example' }],
      ['/icon.svg', {}],
    ] as const)
      expect((await at.get(path, headers)).headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=(self)') as string,
        'content-security-policy': expect.stringContaining("default-src 'none'") as string,
      });
  });

  test('may be kept for ever where its name carries a hash', async () => {
    const cached = async (path: string) => {
      const { status, headers } = await at.get(path);
      return [status, headers['content-type'], headers['cache-control']];
    };
    const always = 'private, max-age=31536000, immutable';
    expect(await cached('/assets/index-a1B2c3D4.js')).toEqual([
      200,
      'text/javascript; charset=utf-8',
      always,
    ]);
    expect(await cached('/assets/kernel-a1B2c3D4.wasm')).toEqual([200, 'application/wasm', always]);
    expect(await cached('/icon.svg')).toEqual([200, 'image/svg+xml', 'no-cache']);
  });

  test('has one address: other names of this machine lead there', async () => {
    for (const host of [`127.0.0.1:${at.port}`, `[::1]:${at.port}`]) {
      const { status, headers } = await at.get('/icon.svg?a=1', { Host: host });
      expect([status, headers.location]).toEqual([308, `http://localhost:${at.port}/icon.svg?a=1`]);
    }
  });
});

describe('who lies is refused', () => {
  test.each([
    'evil.example',
    'evil.example:PORT',
    'localhost',
    'localhost:1',
    'localhost:PORT.evil.example',
    'localhost.evil.example:PORT',
    'evil.localhost:PORT',
    '127.0.0.1',
    '127.0.0.2:PORT',
    '0.0.0.0:PORT',
    '[::]:PORT',
    'LOCALHOST.:PORT',
    'localhost:PORT@evil.example',
    'localhost:PORT, evil.example',
    '2130706433:PORT',
  ])('by Host: %s', async (host) => {
    expect((await at.get('/', { Host: host.replace('PORT', String(at.port)) })).status).toBe(421);
  });

  test('by no Host, two Hosts, or another in the request line', async () => {
    const head = `Cookie: ${at.cookie}\r\nConnection: close\r\n\r\n`;
    const ours = `Host: localhost:${at.port}\r\n`;
    expect(await at.raw(`GET / HTTP/1.1\r\n${head}`)).toMatch(/^HTTP\/1.1 400/);
    expect(await at.raw(`GET / HTTP/1.0\r\n${head}`)).toMatch(/^HTTP\/1.1 421/);
    expect(await at.raw(`GET / HTTP/1.1\r\n${ours}Host: evil.example\r\n${head}`)).toMatch(/^HTTP\/1.1 4/);
    expect(await at.raw(`GET http://evil.example/ HTTP/1.1\r\n${ours}${head}`)).toMatch(/^HTTP\/1.1 404/);
    expect(await at.raw(`GET //evil.example/ HTTP/1.1\r\n${ours}${head}`)).toMatch(/^HTTP\/1.1 404/);
    await stillAlive();
  });

  test.each([
    ['http://evil.example'],
    ['null'],
    ['http://localhost'],
    ['http://localhost:1'],
    ['https://localhost:PORT'],
    ['http://127.0.0.1:PORT'],
    ['http://localhost:PORT.evil.example'],
    ['http://localhost:PORT/'],
    ['file://'],
    [''],
  ])('by Origin: %s, as a page and as a socket', async (origin) => {
    const headers = { Origin: origin.replace('PORT', String(at.port)) };
    expect((await at.get('/icon.svg', headers)).status).toBe(403);
    expect(await outcome(at.socket(`/rpc?session=${session}`, headers))).toBe('403');
  });

  test('by where the browser says a request comes from', async () => {
    const from = (site: string, mode: string) =>
      at.get('/icon.svg', { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode });
    expect((await from('cross-site', 'no-cors')).status).toBe(403);
    expect((await from('same-site', 'cors')).status).toBe(403);
    expect((await from('same-origin', 'cors')).status).toBe(200);
    expect((await from('none', 'navigate')).status).toBe(200);
  });

  test('a socket without Origin', async () => {
    const bare = at.raw(
      `GET /rpc?session=${session} HTTP/1.1\r\nHost: localhost:${at.port}\r\nCookie: ${at.cookie}\r\nUpgrade: websocket\r\n` +
        'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    expect(await bare).toMatch(/^HTTP\/1.1 403/);
  });

  test.each([
    '',
    'x',
    'the-token-of-this-start2',
    'the-token-of-this-star',
    'THE-TOKEN-OF-THIS-START',
    'undefined',
    'null',
    '%00',
    'a'.repeat(5000),
  ])('by token: %.30s', async (wrong) => {
    const asAddress = await at.get(`/?token=${wrong}`, { Cookie: '' });
    expect([asAddress.status, asAddress.headers['set-cookie']]).toEqual([401, undefined]);
    expect(asAddress.body).toContain('Open the address that Loupe printed');
    const Cookie = `loupe-${at.port}=${wrong}`;
    expect((await at.get('/', { Cookie })).status).toBe(401);
    expect(await outcome(at.socket(`/rpc?session=${session}`, { Cookie }))).toBe('401');
    expect(await outcome(at.socket(`/frames?session=${session}`, { Cookie }))).toBe('401');
  });

  test('by the token in any other place', async () => {
    const Cookie = '';
    expect((await at.get(`/icon.svg?token=${token}`, { Cookie })).status).toBe(401);
    expect((await at.get('/', { Cookie: `loupe-1=${token}` })).status).toBe(401);
    expect((await at.get('/', { Cookie, Authorization: `Bearer ${token}` })).status).toBe(401);
    expect(await outcome(at.socket(`/rpc?session=${session}&token=${token}`, { Cookie }))).toBe('401');
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%252f..%252fsecret.txt',
    '/link.txt',
    '/.env',
    '/%2eenv',
    '/index.html%00.js',
    '/index.html/',
    '/assets',
    '/assets/',
    '//secret.txt',
    '/C:/Windows/win.ini',
    '/etc/passwd',
    '/file:///etc/passwd',
    '/\\\\host\\share\\a',
    '/icon.svg%20',
    '/__proto__',
    '/constructor',
    `/${'a'.repeat(8000)}`,
  ])('by path: %.40s', async (path) => {
    const { status, body } = await at.get(path);
    expect([status, body.includes('SECRET')]).toEqual([404, false]);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])('by method: %s', async (method) => {
    expect((await at.get('/', {}, method)).status).toBe(405);
  });

  test('by bytes that are no HTTP', async () => {
    for (const text of [
      '\0\0\0\0\r\n\r\n',
      'GET\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`,
      '\x16\x03\x01',
    ])
      expect(await at.raw(text)).not.toContain('200 OK');
    await stillAlive();
  });

  test.each([
    ['/rpc', '400'],
    ['/rpc?session=', '400'],
    ['/rpc?session=1', '400'],
    [`/rpc?session=${session}0`, '400'],
    [`/rpc?session=${session}&session=${session}`, '400'],
    ['/rpc?session=../../x', '400'],
    ['/rpc?session=__proto__', '400'],
    [`/?session=${session}`, '404'],
    [`/rpc/../frames?session=${session}`, '404'],
    [`/__proto__?session=${session}`, '404'],
    [`/constructor?session=${session}`, '404'],
    [`/RPC?session=${session}`, '404'],
  ])('by the address of a socket: %s', async (path, status) => {
    // The client library tidies `..` away; the wrong path is then one of ours and only its session is judged.
    expect([status, 'open']).toContain(await outcome(at.socket(path)));
    expect(at.seen.calls).toEqual([]);
  });

  test('and each of it is in the log', async () => {
    await at.get('/', { Host: 'evil.example' });
    await at.get('/secret');
    await outcome(at.socket('/rpc', { Origin: 'http://evil.example' }));
    expect(at.log.map(({ what, status }) => [what, status])).toEqual([
      ['request refused', 421],
      ['request refused', 404],
      ['socket refused', 403],
    ]);
  });
});

describe('the sockets of a page', () => {
  const open = async (lane: string) => {
    const socket = at.socket(`/${lane}?session=${session}`);
    await once(socket, 'open');
    return socket;
  };

  test('carry the contract, for the session the page named', async () => {
    const client = connect(socketWire(await open('rpc')));
    expect(await client.people.me()).toEqual({ id: 'anna', name: 'Anna', role: 'technician', hasPin: false });
    expect(at.seen.calls).toEqual([session]);
    const error: unknown = await client.models
      .activate({ sha256: 'a'.repeat(64), why: 'x' })
      .catch((e: unknown) => e);
    expect(errorCode(error)).toBe('not-allowed');
  });

  test('belong together, and the session ends a while after the last of them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [rpc, frames, worker] = [await open('rpc'), await open('frames'), await open('rpc')];
    expect([...at.seen.open]).toEqual([[session, 3]]);
    for (const socket of [rpc, frames, worker]) {
      socket.close();
      await once(socket, 'close');
    }
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThanOrEqual(3));
    expect([...at.seen.open]).toEqual([[session, 3]]);
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();
    expect([...at.seen.open]).toEqual([[session, 0]]);
  });

  test('answer each frame with its id', async () => {
    const frames = await open('frames');
    for (const id of ['f1', 'f2']) {
      frames.send(frame(id));
      const [answer] = (await once(frames, 'message')) as [Buffer];
      expect(JSON.parse(answer.toString())).toEqual({ id, accepted: true });
    }
    expect(at.seen.frames).toEqual([
      { session, id: 'f1' },
      { session, id: 'f2' },
    ]);
  });

  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
  const withHeader = (change: object) =>
    packFrame({ ...header('x'), ...change } as FrameHeader, new Uint8Array(4));
  test.each<[string, Uint8Array | string]>([
    ['nothing', new Uint8Array(0)],
    ['one byte', new Uint8Array(1)],
    ['text', 'a frame'],
    ['text that is an answer', '{"id":"f1","accepted":true}'],
    ['noise', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)],
    ['a header length that lies', bytes('\xff\xff\xff\xff{"id":"x"}')],
    ['a header of nothing', bytes('\0\0\0\0\0\0\0\0')],
    ['a header that is no JSON', bytes('\x08\0\0\0not json')],
    ['a header of null', bytes('\x04\0\0\0null')],
    ['too few planes', frame('x').subarray(0, -1)],
    ['too many planes', Uint8Array.from([...frame('x'), 0])],
    ['no id', withHeader({ id: '' })],
    ['an id without end', withHeader({ id: 'x'.repeat(5000) })],
    ['a width of zero', withHeader({ width: 0 })],
    ['a negative width', withHeader({ width: -2, height: -2 })],
    ['a width that is no number', withHeader({ width: NaN })],
    ['a width past all screens', withHeader({ width: 1e9 })],
    ['an unknown layout', withHeader({ layout: 'cmyk' })],
    ['no colour', withHeader({ colour: null })],
    ['an unknown source', withHeader({ source: { kind: 'file', label: '../../etc/passwd' } })],
  ])('end the frame lane at what is no frame: %s', async (_name, message) => {
    const frames = await open('frames');
    frames.send(message);
    const [code] = (await once(frames, 'close')) as [number];
    expect(code).toBe(1007);
    expect(at.seen.frames).toEqual([]);
    await stillAlive();
  });

  test('end at a message past the limit', async () => {
    const rpc = await open('rpc');
    rpc.send(new Uint8Array(65_000_001));
    expect(((await once(rpc, 'close')) as [number])[0]).toBe(1009);
    await stillAlive();
  });

  test('survive every hostile message', async () => {
    const rpc = await open('rpc');
    const client = connect(socketWire(rpc));
    for (const [, message] of hostileMessages)
      rpc.send(message instanceof Uint8Array ? message : packMessage(message === undefined ? null : message));
    let seed = 11;
    const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let n = 0; n < 200; n++) rpc.send(packMessage(randomMessage(chance)));
    for (const text of ['', 'text', '{"i":"x"}']) rpc.send(text);
    expect((await client.people.me()).id).toBe('anna');
    expect(at.seen.calls).toEqual([session]);
  });

  test('are no more than a station needs', async () => {
    const sockets = [];
    for (let n = 0; n < 64; n++) sockets.push(await open('rpc'));
    expect(await outcome(at.socket(`/rpc?session=${session}`))).toBe('503');
    sockets.forEach((socket) => socket.terminate());
  });
});

test('a port that is taken is said to be', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const again = serveStation({
    host: at.seen.host,
    port,
    staticFolder: import.meta.dirname,
    version: '0.0.0',
    log: () => undefined,
  });
  await expect(again).rejects.toBeInstanceOf(PortTaken);
  await expect(checkPort(port)).rejects.toBeInstanceOf(PortTaken);
  await expect(checkPort(0)).resolves.toBeUndefined();
  other.close();
});

test('nobody outside this machine can connect', async () => {
  const { networkInterfaces } = await import('node:os');
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one && !one.internal && one.family === 'IPv4');
  if (!outside) return;
  const { connect: dial } = await import('node:net');
  const stream = dial(at.port, outside.address);
  const [error] = (await once(stream, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});
