import { serve, type Handlers, type LogEntry, type Session } from '../contract/server.ts';
import type { Wire } from '../contract/wire.ts';
import type { Line } from './shell.ts';
import type { ShellPort } from './shell-port.ts';

/** What a line needs of the host. */
export interface LineHost {
  readonly handlers: Handlers;
  openSession(id: string): Session & { close(): void };
  receiveFrame(session: Session, message: Uint8Array): string | null;
}

/** Answers a line of the page: the contract on its first port, the frame lane on its second, if it has one. */
export function serveLine(
  host: LineHost,
  { session: id, ports }: Line,
  log: (entry: LogEntry) => void,
): void {
  const [rpc, frames] = ports;
  for (const port of ports) {
    const session = host.openSession(id);
    port.on('close', () => session.close());
    if (port === rpc) serve(portWire(port), host.handlers, { session, log });
    if (port === frames) receiveFrames(port, session, host);
  }
}

const portWire = (port: ShellPort): Wire => ({
  addEventListener: (type, listener) =>
    void (type === 'close' ? port.on('close', () => listener({})) : port.on('message', listener)),
  postMessage: (message) => port.postMessage(message),
  start: () => port.start(),
});

/** Answers each frame with its id. What is no frame has no id to answer with: it ends the lane, so that nobody waits. */
function receiveFrames(port: ShellPort, session: Session, host: LineHost): void {
  port.on('message', ({ data }) => {
    const id = data instanceof Uint8Array ? host.receiveFrame(session, data) : null;
    if (id === null) port.close();
    else port.postMessage({ id, accepted: true });
  });
  port.start();
}
