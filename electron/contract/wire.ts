import type { MessagePortMainLike } from '@orpc/client/message-port';

/** What the contract travels on: a MessagePort of the page, of worker_threads or of Electron, or a WebSocket made into one. */
export interface Wire {
  addEventListener(
    type: 'message' | 'close',
    listener: (event: { readonly type?: string; readonly data?: unknown }) => void,
  ): void;
  postMessage(message: unknown): void;
  start?(): void;
}

/** Thrown by a call on a wire that has closed. */
export class Disconnected extends Error {
  constructor() {
    super('the connection to the station is closed');
    this.name = 'Disconnected';
  }
}

const object = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null;

/** [] = structured clone, so that bytes stay bytes; null for the one message that opens a stream. */
export const transfer = ([, , p]: readonly unknown[]) =>
  object(p) && object(p['body']) && Symbol.asyncIterator in p['body'] ? null : [];

const absentOr = (v: unknown, known: (v: unknown) => boolean) => v === undefined || known(v);
const texts = (v: unknown) => object(v) && Object.values(v).every((text) => typeof text === 'string');

// The only shapes this protocol uses: i = id, t = type (3 stream item, 4 abort, else call or answer), p = payload. Anything else would be
// an unhandled rejection inside the RPC library, and end the process. Clients send neither headers, nor methods, nor streams.
const plausible = (m: unknown, from: 'client' | 'server'): boolean => {
  if (!object(m) || typeof m['i'] !== 'string' || m['i'].length > 64) return false;
  if (m['t'] === 4) return true;
  const p = m['p'];
  if (!object(p)) return false;
  if (from === 'client')
    return (
      m['t'] === undefined &&
      typeof p['u'] === 'string' &&
      /^\/[\w/-]{1,200}$/.test(p['u']) &&
      !p['u'].includes('//') &&
      p['h'] === undefined &&
      p['m'] === undefined
    );
  if (m['t'] === 3) return p['e'] === 'message' || p['e'] === 'error' || p['e'] === 'done';
  return m['t'] === undefined && absentOr(p['h'], texts) && absentOr(p['s'], Number.isInteger);
};

/**
 * A wire that drops what is not a message of this protocol, and on which a call after its close fails.
 * @param from the other side
 * @param onDropped told why, for each message that was dropped
 */
export function guard(
  wire: Wire,
  from: 'client' | 'server',
  onDropped: (why: string) => void = () => undefined,
): MessagePortMainLike {
  let closed = false;
  wire.addEventListener('close', () => {
    closed = true;
  });
  return {
    on: (type, listener) =>
      wire.addEventListener(type as 'message', (event) => {
        if ((type as string) === 'close' || plausible(event.data, from)) listener({ data: event.data });
        else onDropped('not a message of this protocol');
      }),
    postMessage: (message) => {
      // A call must fail at once; an answer that comes too late has nobody to read it.
      if (closed && from === 'server') throw new Disconnected();
      if (closed) return;
      wire.postMessage(typeof message === 'string' ? JSON.parse(message) : message);
    },
  };
}
