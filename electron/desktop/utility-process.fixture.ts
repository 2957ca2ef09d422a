import { EventEmitter } from 'node:events';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { ShellPort } from './shell-port.ts';

// A thread that looks like one of Electron's utility processes to the module it runs: `process.parentPort`, and ports as Electron has them.
// The ports below are real ones of Node.

interface Delivery {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

export function electronPort(port: MessagePort): ShellPort {
  return {
    postMessage: (message) => port.postMessage(message),
    on: (type: string, listener: (event: { data: unknown }) => void) =>
      type === 'close'
        ? port.on('close', () => listener({ data: null }))
        : // Electron does not begin to read before `start`, Node does.
          port.addEventListener('message', listener as never),
    start: () => port.start(),
    close: () => port.close(),
  };
}

if (parentPort !== null) {
  const outer = parentPort;
  const events = new EventEmitter();
  const listen = (how: 'on' | 'once') => (type: 'message', listener: (event: unknown) => void) => {
    events[how](type, listener);
    // What came before the first listener has waited, as Electron has it.
    if (outer.listenerCount('message') === 0)
      outer.on('message', ({ data, ports }: Delivery) =>
        events.emit('message', { data, ports: ports.map(electronPort) }),
      );
  };
  const parent = {
    on: listen('on'),
    once: listen('once'),
    postMessage: (message: unknown) => outer.postMessage(message),
  };
  const { module, pid } = workerData as { module: string; pid: number };
  Object.assign(process, { parentPort: parent });
  // The lock of the data folder tells processes apart by it.
  Object.defineProperty(process, 'pid', { value: pid });
  await import(module);
}
