import type { Wire } from './wire.ts';

/** What a browser's WebSocket and the one of `ws` have in common. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
}

/** The largest message that is read or written: the largest frame there is, and some words around it. */
export const messageLimitBytes = 130_000_000;
/** The most byte arrays one message may carry. */
const partLimit = 64;
/** What may wait for a reader that does not read, before the connection is given up. */
const waitingLimitBytes = 2 * messageLimitBytes;
const [connecting, open] = [0, 1];

/** A WebSocket as a wire; either end. What is sent before it is open waits, what does not unpack is dropped. */
export function socketWire(socket: Socket): Wire {
  socket.binaryType = 'arraybuffer';
  const waiting: Uint8Array<ArrayBuffer>[] = [];
  socket.addEventListener('open', () => {
    for (const message of waiting.splice(0)) socket.send(message);
  });
  // Without a listener an error would be thrown; its close follows and says all there is to say.
  socket.addEventListener('error', () => undefined);
  return {
    addEventListener(type, listener) {
      if (type === 'close') {
        if (socket.readyState > open) void Promise.resolve().then(() => listener({}));
        else socket.addEventListener('close', () => listener({}));
        return;
      }
      socket.addEventListener('message', ({ data }) => {
        // A guard behind this wire drops (and reports) the `undefined` of what did not unpack.
        listener({ data: data instanceof ArrayBuffer ? unpackMessage(new Uint8Array(data)) : undefined });
      });
    },
    postMessage(message) {
      const bytes = packMessage(message);
      if (socket.readyState === connecting) waiting.push(bytes);
      else if (socket.readyState === open) socket.send(bytes);
      if (socket.bufferedAmount > waitingLimitBytes) socket.close();
    },
  };
}

/**
 * One message as bytes: u32 part count, u32 length of each part, then the parts; little-endian. Part 0 is JSON, in which `{"$bytes": i}`
 * stands for part i, byte for byte. An object that looks like such a mark is written with one `$` more.
 * @throws RangeError past the limits
 */
export function packMessage(message: unknown): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const json = JSON.stringify(message, function (this: Record<string, unknown>, key: string, value: unknown) {
    const own = this[key]; // before toJSON, which Node's Buffer has
    if (own instanceof Uint8Array) return { $bytes: parts.push(own) };
    const mark = markOf(own);
    return mark === null ? value : { [`$${mark}`]: (own as Record<string, unknown>)[mark] };
  });
  parts.unshift(new TextEncoder().encode(json));
  const head = 4 + 4 * parts.length;
  const size = parts.reduce((sum, part) => sum + part.length, head);
  if (parts.length > partLimit || size > messageLimitBytes)
    throw new RangeError(`message too large: ${parts.length} parts, ${size} bytes`);

  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, parts.length, true);
  let at = head;
  for (const [i, part] of parts.entries()) {
    view.setUint32(4 + 4 * i, part.length, true);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** @returns undefined for anything that `packMessage` did not make. Byte arrays are views into `bytes`. */
export function unpackMessage(bytes: Uint8Array): unknown {
  if (bytes.length < 8 || bytes.length > messageLimitBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0, true);
  if (count < 1 || count > partLimit || 4 + 4 * count > bytes.length) return undefined;
  let at = 4 + 4 * count;
  const parts = Array.from({ length: count }, (_, i) => {
    const from = at;
    at += view.getUint32(4 + 4 * i, true);
    return bytes.subarray(from, at);
  });
  const [json] = parts;
  if (at !== bytes.length || json === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json), (_key, value: unknown) => {
      const mark = markOf(value);
      if (mark === null) return value;
      const content = (value as Record<string, unknown>)[mark];
      if (mark !== '$bytes') return { [mark.slice(1)]: content };
      const part =
        Number.isInteger(content) && (content as number) > 0 ? parts[content as number] : undefined;
      if (part === undefined) throw new RangeError('no such part');
      return part;
    });
  } catch {
    return undefined;
  }
}

/** `$bytes` with any number of further `$` before it, when it is the only key of an object. */
function markOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const keys = Object.keys(value);
  return keys.length === 1 && /^\$+bytes$/.test(keys[0] ?? '') ? (keys[0] ?? null) : null;
}
