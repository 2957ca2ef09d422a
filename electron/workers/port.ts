import { readSync } from 'node:fs';
import { attach, bulkDescriptor, isDetached } from '../contract/bulk.ts';
import type { Port } from '../contract/port.ts';

/** The way to the host: Electron's parent port in a utility process, else the channel of a forked Node process. */
export function portToHost(): Port {
  const parent = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (parent !== undefined) {
    return {
      postMessage: (message) => parent.postMessage(message),
      onMessage: (listener) => parent.on('message', (event) => listener(event.data)),
    };
  }
  if (process.send === undefined) throw new Error('a worker is started by its host, not by hand');
  // Without its host a worker has nothing to do and nobody to stop it.
  process.on('disconnect', () => process.exit(0));
  return {
    postMessage: (message) => void process.send?.(message, undefined, undefined, () => {}),
    onMessage: (listener) => void process.on('message', (message) => listener(whole(message))),
  };
}

/** A message with its large parts, which the host sends beside it. */
function whole(message: unknown): unknown {
  return isDetached(message) ? attach(message, message.bulk.map(readPart)) : message;
}

function readPart(length: number): Uint8Array {
  const part = Buffer.allocUnsafeSlow(length);
  for (let at = 0; at < length;) {
    const read = readSync(bulkDescriptor, part, at, length - at, null);
    if (read === 0) process.exit(0);
    at += read;
  }
  return part;
}

interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (event: { data: unknown }) => void): void;
}
