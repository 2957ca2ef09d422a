import { readSync } from 'node:fs';
import { attach, bulkDescriptor, isDetached } from '../contract/bulk.ts';
import type { Port } from '../contract/port.ts';

/** The way to the host. A message is opened when its turn comes: its large parts wait beside it until then. */
export interface HostPort extends Port {
  /** The message with its large parts, which are valid until the next one is opened. */
  open(message: unknown): unknown;
}

/** The way to the host: Electron's parent port in a utility process, else the channel of a forked Node process. */
export function portToHost(): HostPort {
  const parent = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (parent !== undefined) {
    return {
      postMessage: (message) => parent.postMessage(message),
      onMessage: (listener) => parent.on('message', (event) => listener(event.data)),
      open: (message) => message,
    };
  }
  if (process.send === undefined) throw new Error('a worker is started by its host, not by hand');
  // Without its host a worker has nothing to do and nobody to stop it.
  process.on('disconnect', () => process.exit(0));
  return {
    postMessage: (message) => void process.send?.(message, undefined, undefined, () => {}),
    onMessage: (listener) => void process.on('message', listener),
    open: (message) => (isDetached(message) ? attach(message, readParts(message.bulk)) : message),
  };
}

/** Used again and again: fresh pages for every frame would cost as much as the frame's way through the pipe. */
let room = Buffer.alloc(0);

function readParts(lengths: readonly number[]): Uint8Array[] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (room.length < total) room = Buffer.allocUnsafeSlow(total);
  for (let at = 0; at < total;) {
    const read = readSync(bulkDescriptor, room, at, total - at, null);
    if (read === 0) process.exit(0);
    at += read;
  }
  let end = 0;
  return lengths.map((length) => room.subarray(end, (end += length)));
}

interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (event: { data: unknown }) => void): void;
}
