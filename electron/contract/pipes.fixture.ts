import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Worker, MessageChannel as ThreadChannel } from 'node:worker_threads';
import { WebSocket as NodeSocket, WebSocketServer } from 'ws';
import { sampleHost } from './sample.fixture.ts';
import { serve } from './server.ts';
import { packMessage, socketWire, type Socket } from './socket-wire.ts';
import type { Wire } from './wire.ts';

/** A pipe with the sample host at its far end. */
export interface Pipe {
  readonly wire: Wire;
  /** Sends a message past the client and its checks. */
  raw(message: unknown): void;
  /** The near end goes away. */
  close(): void;
  /** The far end goes away. */
  drop(): Promise<void>;
  /** Takes down whatever was started. */
  end(): Promise<void>;
}

async function channel(): Promise<Pipe> {
  const { port1, port2 } = new MessageChannel();
  const { router, context } = sampleHost();
  serve(port2, router, context);
  return {
    wire: port1,
    raw: (message) => port1.postMessage(message),
    close: () => port1.close(),
    drop: async () => port2.close(),
    end: async () => port1.close(),
  };
}

async function thread(): Promise<Pipe> {
  const { port1, port2 } = new ThreadChannel();
  const worker = new Worker(new URL('./sample-worker.fixture.ts', import.meta.url), {
    workerData: { port: port2 },
    transferList: [port2],
  });
  return {
    wire: port1,
    raw: (message) => port1.postMessage(message),
    close: () => port1.close(),
    drop: async () => void (await worker.terminate()),
    end: async () => {
      port1.close();
      await worker.terminate();
    },
  };
}

const socket = (connect: (url: string) => Socket) => async (): Promise<Pipe> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const { router, context } = sampleHost();
  server.on('connection', (far) => serve(socketWire(far), router, context));
  const near = connect(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    wire: socketWire(near),
    raw: (message) =>
      near.send(message instanceof Uint8Array ? new Uint8Array(message) : packMessage(message)),
    close: () => near.close(),
    drop: async () => server.clients.forEach((far) => far.terminate()),
    end: async () => {
      near.close();
      server.clients.forEach((far) => far.terminate());
      server.close();
      await once(server, 'close');
    },
  };
};

export const pipes: readonly (readonly [string, () => Promise<Pipe>])[] = [
  ['a MessageChannel', channel],
  ['a MessagePort to another thread', thread],
  ['a WebSocket of ws', socket((url) => new NodeSocket(url))],
  ['a WebSocket as browsers have it', socket((url) => new WebSocket(url) as unknown as Socket)],
];
