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
    postMessage: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
  };
}

interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (event: { data: unknown }) => void): void;
}
