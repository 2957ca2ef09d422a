import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LogEntry } from '../contract/server.ts';
import type { Api } from './api/api.ts';
import { securityHeaders } from './headers.ts';
import type { PageFile } from '../host/page/files.ts';
import { withNonce } from '../host/page/nonce.ts';
import { cookieName, judgeHost, judgeOrigin, originOf, readCookie, tokenMatches } from './trust.ts';

/** What both requests and sockets are judged by. */
export interface Door {
  readonly port: number;
  readonly token: string;
  readonly log: (entry: LogEntry) => void;
}

/** Path and query as they came: nothing is decoded or normalised. */
export function splitUrl(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path = '', ...query] = (request.url ?? '').split('?');
  return { path, query: new URLSearchParams(query.join('?')) };
}

/** Whether a request knows the token, by its cookie. */
export const knowsToken = (request: IncomingMessage, { port, token }: Door): boolean =>
  tokenMatches(readCookie(request.headers.cookie, cookieName(port)), token);

/** Answers requests for the page and its files; what begins with `/api` is the API's. */
export function createRequestHandler(door: Door, files: ReadonlyMap<string, PageFile>, api: Api) {
  const { port, token, log } = door;

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { path, query } = splitUrl(request);
    const answer = (
      status: number,
      headers: Record<string, string>,
      body: string | Uint8Array = '',
      nonce?: string,
    ) => {
      response.writeHead(status, {
        ...securityHeaders(port, nonce),
        'Content-Length': Buffer.byteLength(body),
        ...headers,
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    const refuse = (status: number, title: string, advice: string, headers: Record<string, string> = {}) => {
      log({
        level: 'warn',
        what: 'request refused',
        status,
        method: request.method,
        path: path.slice(0, 200),
      });
      answer(
        status,
        { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
        page(title, advice),
      );
    };

    const name = judgeHost(request.headersDistinct['host'], port);
    const sent = request.headers as Record<string, string | undefined>;
    const from = { origin: sent['origin'], site: sent['sec-fetch-site'], mode: sent['sec-fetch-mode'] };
    if (path === '/api' || path.startsWith('/api/')) {
      const ours = name !== 'foreign' && judgeOrigin(from, port);
      return api(request, response, { path, query, ours }, securityHeaders(port));
    }
    if (name === 'foreign')
      return refuse(421, 'This is not that site', 'This station answers only to its own name.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(405, 'Not allowed', 'Only pages can be fetched here.', { Allow: 'GET, HEAD' });
    if (name === 'alias' && path.startsWith('/'))
      return answer(308, { Location: `${originOf(port)}${request.url}`, 'Cache-Control': 'no-store' });
    if (!judgeOrigin(from, port)) return refuse(403, 'Not from there', 'Another site asked for this.');

    if (path === '/' && tokenMatches(query.get('token'), token)) {
      const cookie = `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`;
      // The token leaves the address bar; what else the address says stays.
      query.delete('token');
      const rest = query.size === 0 ? '/' : `/?${query.toString()}`;
      return answer(303, { Location: rest, 'Set-Cookie': cookie, 'Cache-Control': 'no-store' });
    }
    if (!knowsToken(request, door))
      return refuse(
        401,
        'This page needs the address the station printed',
        'Open the address that Loupe printed when it was started; it ends in ?token=… and is new at each start. ' +
          'If you cannot find it, start Loupe again.',
      );

    const file = files.get(path === '/' ? '/index.html' : path);
    if (file === undefined) return refuse(404, 'Not found', 'There is no such page here.');
    const body = await readFile(file.path).catch(() => null);
    if (body === null) return refuse(404, 'Not found', 'The page’s files have changed; start Loupe again.');
    if (!file.type.startsWith('text/html')) {
      const keep = file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache';
      return answer(200, { 'Content-Type': file.type, 'Cache-Control': keep }, body);
    }
    const { html, nonce } = withNonce(body);
    return answer(200, { 'Content-Type': file.type, 'Cache-Control': 'no-store' }, html, nonce);
  };
}

const page = (title: string, advice: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Loupe</title><h1>${title}</h1><p>${advice}</p></html>\n`;
