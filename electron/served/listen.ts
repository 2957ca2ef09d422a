import { createServer, type Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';

/** For every server of this shell: whoever sends its headers or its body slowly is cut off. */
export const timeouts = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 5000,
} as const;

/** Somebody else listens there already. */
export class PortTaken extends Error {
  readonly port: number;
  constructor(port: number, options: { cause: unknown }) {
    super(`port ${port} is taken`, options);
    this.name = 'PortTaken';
    this.port = port;
  }
}

/** @throws PortTaken when somebody listens on `port` of either loopback address */
export async function checkPort(port: number): Promise<void> {
  for (const address of ['127.0.0.1', '::1']) {
    const server = createServer();
    await listen(server, address, port).catch((error: unknown) => {
      if (error instanceof PortTaken) throw error;
    });
    await closeServer(server);
  }
}

/** @throws PortTaken */
export function listen(server: Server | TlsServer, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(taken ? new PortTaken(port, { cause: error }) : error);
    });
    server.listen({ host: address, port, ipv6Only: true }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

export function closeServer(server: Server | TlsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
