import { readSync } from 'node:fs';
import { attach, bulkDescriptor, bulkTaken, isDetached, type Detached } from '../contract/bulk.ts';
import type { Port } from '../contract/port.ts';

/** Where the one large part of a message goes; null: nowhere in particular. */
export type Place = (message: unknown, length: number) => Uint8Array | null;

/** The way to the host. A message is opened when its turn comes: its large parts wait beside it until then. */
export interface HostPort extends Port {
  /**
   * The message with its large parts, which are valid until the next one is opened. `place` may say where a lone part is to be laid: it is
   * given the message without it.
   */
  open(message: unknown, place?: Place): unknown;
}

/** The way to the host: the port that Electron's main process hands over, else the channel of a forked Node process. */
export function portToHost(): HostPort {
  const parent = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (parent !== undefined) return handedOver(parent);
  if (process.send === undefined) throw new Error('a worker is started by its host, not by hand');
  // Without its host a worker has nothing to do and nobody to stop it.
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches every process of a terminal. The host ends its workers: one that died first would look as if its model had killed it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  return {
    postMessage: (message) => void process.send?.(message, undefined, undefined, () => {}),
    onMessage: (listener) => void process.on('message', listener),
    open: (message, place) => (isDetached(message) ? attach(message, readParts(message, place)) : message),
  };
}

/** The first message of a utility process's parent brings the port to the host, and is the only one. */
function handedOver(parent: ElectronParentPort): HostPort {
  const port = new Promise<ElectronPort>((resolve) => {
    parent.once('message', ({ ports: [first] }) => first && resolve(first));
  });
  void port.then((opened) => opened.on('close', () => process.exit(0)));
  return {
    postMessage: (message) => void port.then((opened) => opened.postMessage(message)),
    onMessage: (listener) =>
      void port.then((opened) => {
        opened.on('message', ({ data }) => listener(data));
        opened.start();
      }),
    open: (message) => message,
  };
}

/** Used again and again: fresh pages for every frame would cost as much as reading it. No Buffer, whose `slice` would not copy. */
let room = new Uint8Array(0);

function readParts({ bulk, message }: Detached, place?: Place): Uint8Array[] {
  const total = bulk.reduce((sum, length) => sum + length, 0);
  const chosen = bulk.length === 1 ? (place?.(message, total) ?? null) : null;
  if (chosen === null && room.length < total) room = new Uint8Array(Buffer.allocUnsafeSlow(total).buffer);
  const into = chosen ?? room;
  for (let at = 0; at < total;) {
    const read = readSync(bulkDescriptor, into, at, total - at, at);
    if (read === 0) throw new Error(`${total} bytes were announced, ${at} are there`);
    at += read;
  }
  process.send?.(bulkTaken);
  if (chosen !== null) return [chosen];
  let end = 0;
  return bulk.map((length) => room.subarray(end, (end += length)));
}

interface ElectronPort {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (event: { data: unknown }) => void): void;
  on(type: 'close', listener: () => void): void;
  start(): void;
}
interface ElectronParentPort {
  once(type: 'message', listener: (event: { ports: readonly ElectronPort[] }) => void): void;
}
