import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiFailure, tooLarge, tooMany } from './failure.ts';

/** How much a stranger may ask of the station. */
export interface ApiLimits {
  /** Of one request: the largest picture, and the form around it. */
  readonly bodyBytes: number;
  readonly bodySeconds: number;
  /** Of all requests that are being read or judged at a time. */
  readonly inHand: number;
  readonly inHandBytes: number;
  /** Of each token, in the long run and at once. */
  readonly perSecond: number;
  readonly burst: number;
  /** Of all who have no token together. */
  readonly strangersPerSecond: number;
}

export const usualLimits: ApiLimits = {
  bodyBytes: 64_100_000,
  bodySeconds: 20,
  inHand: 16,
  inHandBytes: 260_000_000,
  perSecond: 60,
  burst: 120,
  strangersPerSecond: 20,
};

/** A bucket for each name, that `perSecond` drops fill up to `burst`. @param now milliseconds that only grow */
export function createRates(now: () => number) {
  const buckets = new Map<string, { drops: number; at: number }>();
  return {
    /** @throws ApiFailure `too-many` when the bucket is empty */
    take(name: string, perSecond: number, burst: number): void {
      const before = buckets.get(name) ?? { drops: burst, at: now() };
      const drops = Math.min(burst, before.drops + ((now() - before.at) / 1000) * perSecond);
      buckets.set(name, { drops: Math.max(0, drops - 1), at: now() });
      if (drops < 1) throw tooMany(Math.max(1, Math.ceil((1 - drops) / perSecond)));
    },
  };
}

/** Counts what is in hand, so that many large pictures at once are turned away, and not kept in memory. */
export function createHands(limits: Pick<ApiLimits, 'inHand' | 'inHandBytes'>) {
  let count = 0;
  let bytes = 0;
  return {
    /** @throws ApiFailure `too-many` */
    async hold<T>(size: number, work: () => Promise<T>): Promise<T> {
      if (count >= limits.inHand || bytes + size > limits.inHandBytes) throw tooMany(1);
      count += 1;
      bytes += size;
      try {
        return await work();
      } finally {
        count -= 1;
        bytes -= size;
      }
    },
  };
}

/** Bytes a request says it has; where it does not say, as many as it may have. @throws ApiFailure `too-large` */
export function declaredBytes(request: IncomingMessage, limitBytes: number): number {
  const said = request.headers['content-length'];
  const size = said === undefined ? limitBytes : Number(said);
  if (size > limitBytes) throw tooLarge(limitBytes);
  return size;
}

/**
 * The whole body. A client that asks first whether it may send one (`Expect: 100-continue`) is told so here, where it is known.
 * @throws ApiFailure `too-large`, `too-slow`, `cancelled`
 */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  { bodyBytes, bodySeconds }: ApiLimits,
): Promise<Buffer> {
  if (request.headers.expect !== undefined) response.writeContinue();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      outcome();
    };
    const slow = () =>
      settle(() => reject(new ApiFailure('too-slow', `a request has to arrive within ${bodySeconds} s`)));
    const timer = setTimeout(slow, bodySeconds * 1000);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyBytes) settle(() => reject(tooLarge(bodyBytes)));
      else chunks.push(chunk);
    });
    request.on('end', () => settle(() => resolve(Buffer.concat(chunks))));
    request.on('error', () => settle(() => reject(new ApiFailure('cancelled', 'the connection broke'))));
  });
}
