import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { frameLimitBytes } from '../contract/frame-lane.ts';
import { imageLimits } from '../contract/imaging.ts';
import { serve, type Handlers, type Session } from '../contract/server.ts';
import { socketWire } from '../contract/socket-wire.ts';
import type { ApiHost } from './api/api.ts';
import { knowsToken, splitUrl, type Door } from './request.ts';
import { judgeHost, originOf, readSession } from './trust.ts';

/** What this shell needs of the host. */
export interface ServedHost extends ApiHost {
  readonly handlers: Handlers;
  /** One more wire of the page with this id; the page's session ends with the last of them. */
  openSession(id: string): Session & { close(): void };
  /** @returns the frame's id; null for what is no frame */
  receiveFrame(session: Session, message: Uint8Array): string | null;
}

/** A call carries words, or one picture file; frames have a lane of their own. */
const callLimitBytes = imageLimits.bytes + 1_000_000;
const socketLimit = 64;
/** A page that reloads, or whose socket broke, finds its session again. */
const graceMs = 5000;

/** Lets the two sockets of a page in, `/rpc` and `/frames`, and ties them together by the `session` the page chose. */
export function attachSockets(servers: readonly Server[], door: Door, host: ServedHost): { close(): void } {
  const { port, log } = door;
  const settings = { noServer: true, perMessageDeflate: false, clientTracking: false };
  const lanes: Record<
    string,
    { server: WebSocketServer; open: (socket: WebSocket, session: Session) => void }
  > = {
    '/rpc': {
      server: new WebSocketServer({ ...settings, maxPayload: callLimitBytes }),
      open: (socket, session) => serve(socketWire(socket), host.handlers, { session, log }),
    },
    '/frames': {
      server: new WebSocketServer({ ...settings, maxPayload: frameLimitBytes }),
      open: (socket, session) => receiveFrames(socket, session, host),
    },
  };
  const sockets = new Set<WebSocket>();
  const leaving = new Map<NodeJS.Timeout, () => void>();
  let closing = false;

  const judge = (request: IncomingMessage): { status: number } | { lane: string; id: string } => {
    const { path, query } = splitUrl(request);
    const id = readSession(query);
    if (judgeHost(request.headersDistinct['host'], port) !== 'ours') return { status: 421 };
    if (request.headers.origin !== originOf(port)) return { status: 403 };
    if (!knowsToken(request, door)) return { status: 401 };
    if (!Object.hasOwn(lanes, path)) return { status: 404 };
    if (id === null) return { status: 400 };
    return sockets.size >= socketLimit ? { status: 503 } : { lane: path, id };
  };

  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const verdict = judge(request);
    if ('status' in verdict) {
      log({
        level: 'warn',
        what: 'socket refused',
        status: verdict.status,
        path: (request.url ?? '').slice(0, 200),
      });
      stream.end(`HTTP/1.1 ${verdict.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const lane = lanes[verdict.lane];
    lane?.server.handleUpgrade(request, stream, head, (socket) => {
      sockets.add(socket);
      const session = host.openSession(verdict.id);
      socket.on('error', (error) =>
        log({ level: 'warn', what: 'socket failed', session: session.id, error: error.message }),
      );
      socket.on('close', () => {
        sockets.delete(socket);
        if (closing) return session.close();
        const timer = setTimeout(() => {
          leaving.delete(timer);
          session.close();
        }, graceMs);
        timer.unref();
        leaving.set(timer, () => session.close());
      });
      lane.open(socket, session);
    });
  };
  for (const server of servers) server.on('upgrade', upgrade);

  return {
    close() {
      closing = true;
      for (const socket of sockets) socket.terminate();
      for (const [timer, leave] of leaving) {
        clearTimeout(timer);
        leave();
      }
    },
  };
}

/** Answers each frame with `{ id, accepted }`. What is no frame has no id to answer with: it ends the lane, so that nobody waits. */
function receiveFrames(socket: WebSocket, session: Session, host: ServedHost): void {
  socket.binaryType = 'arraybuffer';
  socket.on('message', (data, isBinary) => {
    const id =
      isBinary && data instanceof ArrayBuffer ? host.receiveFrame(session, new Uint8Array(data)) : null;
    if (id === null) socket.close(1007, 'not a frame');
    else socket.send(JSON.stringify({ id, accepted: true }));
  });
}
