import type { MessagePortMainLike } from '@orpc/client/message-port';

/** What the contract travels on: a MessagePort of the page, of worker_threads or of Electron, or a WebSocket made into one. */
export interface Wire {
  addEventListener(type: 'message' | 'close', listener: (event: { data?: unknown }) => void): void;
  postMessage(message: unknown): void;
  start?(): void;
}

const object = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null;

/** [] = structured clone, so that bytes stay bytes; null for the one message that opens a stream. */
export const transfer = ([, , p]: readonly unknown[]) =>
  object(p) && object(p['body']) && Symbol.asyncIterator in p['body'] ? null : [];

// A malformed message would be an unhandled rejection inside the RPC library, and end the process.
const plausible = (m: unknown, from: 'client' | 'server'): boolean =>
  object(m) &&
  typeof m['i'] === 'string' &&
  (m['t'] === 4 ||
    (object(m['p']) &&
      (m['t'] === 3
        ? typeof m['p']['e'] === 'string'
        : m['t'] === undefined &&
          (from === 'server' || (typeof m['p']['u'] === 'string' && /^\/[\w/-]+$/.test(m['p']['u']))))));

/** A wire that drops what is not a message of this protocol and refuses to send after its close. `from` is the other side. */
export function guard(wire: Wire, from: 'client' | 'server'): MessagePortMainLike {
  let closed = false;
  wire.addEventListener('close', () => {
    closed = true;
  });
  return {
    on: (type, listener) =>
      wire.addEventListener(type as 'message', (event) => {
        if ((type as string) === 'close' || plausible(event.data, from)) listener({ data: event.data });
      }),
    postMessage: (message) => {
      if (closed) throw new Error('connection closed');
      wire.postMessage(typeof message === 'string' ? JSON.parse(message) : message);
    },
  };
}
