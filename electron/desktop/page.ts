import { readFile } from 'node:fs/promises';
import { pageHeaders } from '../host/page/headers.ts';
import { withNonce } from '../host/page/nonce.ts';
import type { PageFile } from '../host/page/files.ts';
import { isOurs } from './rules/trust.ts';

/**
 * Answers what the window asks of our scheme, from a table of the built page's files. A path that is not in it, letter by letter, is not
 * served, so there is nothing to decode and no way out of the folder.
 */
export function answerPage(files: ReadonlyMap<string, PageFile>): (request: Request) => Promise<Response> {
  const refuse = (status: number) =>
    new Response(null, { status, headers: { ...pageHeaders({}), 'Cache-Control': 'no-store' } });
  return async ({ url, method }) => {
    if (!isOurs(url)) return refuse(403);
    if (method !== 'GET' && method !== 'HEAD') return refuse(405);
    const { pathname } = new URL(url);
    const file = files.get(pathname === '/' ? '/index.html' : pathname);
    const body = file === undefined ? null : await readFile(file.path).catch(() => null);
    if (file === undefined || body === null) return refuse(404);
    const answer = (content: string | Uint8Array<ArrayBuffer>, nonce?: string) =>
      new Response(method === 'HEAD' ? null : content, {
        headers: { ...pageHeaders({ nonce }), 'Content-Type': file.type, 'Cache-Control': 'no-store' },
      });
    if (!file.type.startsWith('text/html')) return answer(new Uint8Array(body));
    const { html, nonce } = withNonce(body);
    return answer(html, nonce);
  };
}
