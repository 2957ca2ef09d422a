import { createHash } from 'node:crypto';
import * as nodeFiles from 'node:fs/promises';
import { causeOf } from '../../host/durable.ts';
import { Refusal } from './refusal.ts';

/** How patient a download is. */
export interface Patience {
  /** A small file has to come whole within this time, and a large one at this pace: `bytes` in every span. */
  readonly spanMs: number;
  readonly bytes: number;
}
export const patience: Patience = { spanMs: 30_000, bytes: 100_000 };

export type Fetch = (url: string, options: { redirect: 'manual'; signal: AbortSignal }) => Promise<Response>;

/**
 * The address of a file of the feed.
 * @throws Refusal `not-secure` unless the feed is https, or http on this very machine
 */
export function feedAddress(feed: string, name: string): string {
  const url = URL.parse(name, feed.endsWith('/') ? feed : `${feed}/`);
  const here = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && here)))
    throw new Refusal('not-secure', `${feed}: the feed has to be an https address`);
  return url.href;
}

/**
 * A small file, whole; null when the server has none.
 * @throws Refusal
 */
export async function fetchSmall(
  fetch: Fetch,
  url: string,
  limit: number,
  pace: Patience,
): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  const found = await receive(fetch, url, limit, { ...pace, bytes: limit + 1 }, (part) => {
    parts.push(part);
    return Promise.resolve();
  });
  return found === null ? null : new Uint8Array(Buffer.concat(parts));
}

/**
 * Downloads into `file` and fsyncs it; stays within the size and the pace it was told.
 * @throws Refusal; `file` may be left behind then, unfinished
 */
export async function fetchLarge(
  fetch: Fetch,
  url: string,
  file: string,
  wanted: { readonly size: number; readonly sha512: string },
  pace: Patience,
  onProgress: (bytes: number) => void = () => {},
  files: Pick<typeof nodeFiles, 'open'> = nodeFiles,
): Promise<void> {
  const hash = createHash('sha512');
  const handle = await files.open(file, 'w', 0o600);
  let got: number | null;
  let done = 0;
  try {
    got = await receive(fetch, url, wanted.size, pace, async (part) => {
      hash.update(part);
      await handle.writeFile(part).catch((error: unknown) => {
        throw new Refusal('not-written', causeOf(error), { cause: error });
      });
      onProgress((done += part.length));
    });
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (got === null) throw new Refusal('unreachable', `${url} is not there`);
  if (got < wanted.size) throw new Refusal('truncated', `${got} of ${wanted.size} bytes came`);
  if (hash.digest('base64') !== wanted.sha512)
    throw new Refusal('wrong-hash', 'the file is not the one that was signed');
}

/** @returns how many bytes came; null: there is no such file */
async function receive(
  fetch: Fetch,
  url: string,
  limit: number,
  { spanMs, bytes }: Patience,
  take: (part: Uint8Array) => Promise<void>,
): Promise<number | null> {
  const stop = new AbortController();
  let inSpan = 0;
  let done = 0;
  const timer = setInterval(() => {
    if (inSpan < bytes)
      stop.abort(new Refusal('too-slow', `${inSpan} bytes came in ${spanMs / 1000} s, after ${done}`));
    inSpan = 0;
  }, spanMs);
  try {
    const response = await fetch(url, { redirect: 'manual', signal: stop.signal });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
      throw new Refusal('redirect', `${url} sends elsewhere, which is not followed`);
    if (response.status === 404) return null;
    if (!response.ok || response.body === null)
      throw new Refusal('unreachable', `${url} answers ${response.status}`);
    for await (const part of response.body) {
      done += part.length;
      inSpan += part.length;
      if (done > limit) throw new Refusal('too-long', `more than the ${limit} bytes that were allowed come`);
      await take(part);
    }
    return done;
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    if (error instanceof Refusal) throw error;
    if (/redirect/i.test(causeOf(error))) throw new Refusal('redirect', causeOf(error), { cause: error });
    if (done > 0) throw new Refusal('truncated', `it broke off after ${done} bytes`, { cause: error });
    throw new Refusal('unreachable', `${url} cannot be reached: ${causeOf(error)}`, { cause: error });
  } finally {
    clearInterval(timer);
    stop.abort();
  }
}
