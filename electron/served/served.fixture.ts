import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { unpackFrame } from '../contract/frame-lane.ts';
import { LoupeError } from '../contract/errors.ts';
import type { ApiToken } from '../contract/station.ts';
import type { Person } from '../contract/people.ts';
import { os, type Handlers, type LogEntry } from '../contract/server.ts';
import type { TryRequest } from '../host/inspection/try.ts';
import type { ApiLimits } from './api/limits.ts';
import type { Outside } from './api/outside.ts';
import { serveStation, type Served } from './serve-station.ts';
import type { ServedHost } from './sockets.ts';
import { cookieName } from './trust.ts';

export const token = 'the-token-of-this-start';
export const session = '0b8f9f6e-1c2d-4e5f-8a9b-0c1d2e3f4a5b';

/** A page's folder with a secret beside it, and a link that leads out. */
async function pageFolder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'loupe-served-'));
  const folder = join(root, 'page');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(
    join(folder, 'index.html'),
    '<meta property="csp-nonce" nonce="__NONCE__"><style nonce="__NONCE__"></style>',
  );
  await writeFile(join(folder, 'assets', 'index-a1B2c3D4.js'), 'export {};');
  await writeFile(join(folder, 'assets', 'kernel-a1B2c3D4.wasm'), '\0asm');
  await writeFile(join(folder, 'icon.svg'), '<svg/>');
  await writeFile(join(folder, '.env'), 'SECRET');
  await writeFile(join(root, 'secret.txt'), 'SECRET');
  await symlink(join(root, 'secret.txt'), join(folder, 'link.txt')).catch(() => undefined);
  return folder;
}

export const apiToken = 'loupe_the-token-of-a-program';
const program: ApiToken = { id: 'aabbccdd', name: 'line 3', created: '2026-11-21T10:00:00.000Z' };

/** A host whose every procedure tells its caller's name, over the real contract; it notes what reaches it. */
function noteworthyHost() {
  const open = new Map<string, number>();
  const frames: { session: string; id: string }[] = [];
  const calls: string[] = [];
  const tried: TryRequest[] = [];
  const person: Person = { id: 'anna', name: 'Anna', role: 'technician', hasPin: false };
  const build = (builder: unknown, path: readonly string[]): unknown => {
    const at = builder as Record<string, unknown> & {
      handler(run: (call: { context: { session: { id: string } } }) => unknown): unknown;
    };
    if (path.join('.') === 'people.me')
      return at.handler(({ context }) => {
        calls.push(context.session.id);
        return person;
      });
    return at.handler(() => {
      calls.push(path.join('.'));
      throw new LoupeError('busy', { what: 'nothing else is here' });
    });
  };
  const handlers = {
    people: { me: build(os.people.me, ['people', 'me']) },
    models: { activate: build(os.models.activate, ['models', 'activate']) },
  };
  const host: ServedHost = {
    handlers: handlers as unknown as Handlers,
    openSession(id) {
      open.set(id, (open.get(id) ?? 0) + 1);
      return { id, person: () => person, close: () => void open.set(id, (open.get(id) ?? 0) - 1) };
    },
    receiveFrame({ id: from }, message) {
      const sent = unpackFrame(message);
      if (sent === null) return null;
      frames.push({ session: from, id: sent.header.id });
      return sent.header.id;
    },
    // Answers with the picture's own bytes as `message`, later for some than for others.
    tries: {
      async judge(request) {
        tried.push(request);
        const text = Buffer.from(request.bytes.subarray(0, 40)).toString('latin1');
        await new Promise((resolve) => setTimeout(resolve, request.bytes.length % 7));
        if (text === 'explode') throw new Error('a secret of the host');
        const unreadable = { verdict: 'no-result', reason: 'unreadable-image', message: text } as const;
        const image = createHash('sha256').update(request.bytes).digest('hex');
        const result = text.startsWith('picture')
          ? ({ file: request.name, image, verdict: 'unsure', message: text } as const)
          : { file: request.name, ...unreadable };
        return { result, maps: [], type: null };
      },
    },
    apiTokens: { find: (given) => (given === apiToken ? program : null) },
    engine: { status: () => ({ state: 'none', models: [], engine: null, spare: false }) },
  };
  return { host, open, frames, calls, tried };
}

export interface Stand {
  readonly served: Served;
  readonly port: number;
  readonly log: LogEntry[];
  readonly seen: ReturnType<typeof noteworthyHost>;
  /** The header that lets a request in. */
  readonly cookie: string;
  get(
    path: string,
    headers?: Record<string, string>,
    method?: string,
  ): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>;
  /** Writes bytes to the port as they are; resolves with what came back. */
  raw(text: string): Promise<string>;
  socket(path: string, headers?: Record<string, string>): WebSocket;
  end(): Promise<void>;
}

export async function stand(more: { outside?: Outside; apiLimits?: ApiLimits } = {}): Promise<Stand> {
  const staticFolder = await pageFolder();
  const seen = noteworthyHost();
  const log: LogEntry[] = [];
  const served = await serveStation({
    host: seen.host,
    port: 0,
    staticFolder,
    token,
    version: '1.2.3',
    log: (entry) => void log.push(entry),
    ...more,
  });
  const { port } = served;
  const cookie = `${cookieName(port)}=${token}`;
  return {
    served,
    port,
    log,
    seen,
    cookie,
    get: (path, headers = {}, method = 'GET') =>
      new Promise((resolve, reject) => {
        const sent = { Host: `localhost:${port}`, Cookie: cookie, ...headers };
        const call = request({ host: '127.0.0.1', port, path, method, headers: sent }, (answer) => {
          let body = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => (body += chunk));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
        });
        call.on('error', reject);
        call.end();
      }),
    raw: (text) =>
      new Promise((resolve) => {
        const stream = connectSocket(port, '127.0.0.1');
        let back = '';
        stream.setEncoding('latin1');
        stream.on('data', (chunk: string) => (back += chunk));
        stream.on('error', () => undefined);
        stream.on('close', () => resolve(back));
        stream.write(text, 'latin1');
        stream.setTimeout(1000, () => stream.destroy());
      }),
    socket: (path, headers = {}) =>
      new WebSocket(`ws://127.0.0.1:${port}${path}`, {
        headers: {
          Host: `localhost:${port}`,
          Origin: `http://localhost:${port}`,
          Cookie: cookie,
          ...headers,
        },
      }),
    async end() {
      await served.close();
      await rm(join(staticFolder, '..'), { recursive: true, force: true });
    },
  };
}
