import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listPageFiles } from './page-files.ts';
import { createRequestHandler, type Door } from './request.ts';
import { attachSockets, type ServedHost } from './sockets.ts';
import { originOf } from './trust.ts';

/** Fixed, because the page's store and its camera permission belong to its origin, and the origin names the port. */
export const defaultPort = 7310;

export interface ServeOptions {
  readonly host: ServedHost;
  /** 0: any free one (tests). */
  readonly port: number;
  /** The built page. */
  readonly staticFolder: string;
  /** A new one for each start unless given. */
  readonly token?: string;
  readonly log: Door['log'];
}

export interface Served {
  readonly port: number;
  /** With the token: whoever opens it is let in. */
  readonly url: string;
  close(): Promise<void>;
}

/** Somebody else listens there already. */
export class PortTaken extends Error {
  readonly port: number;
  constructor(port: number, options: { cause: unknown }) {
    super(`port ${port} is taken`, options);
    this.name = 'PortTaken';
    this.port = port;
  }
}

/**
 * The station behind a browser on this machine: the page over HTTP, the contract and the frame lane over WebSockets, on the loopback
 * addresses and nowhere else.
 * @throws PortTaken; Error when `staticFolder` cannot be read
 */
export async function serveStation({
  host,
  port: wanted,
  staticFolder,
  log,
  token,
}: ServeOptions): Promise<Served> {
  const files = await listPageFiles(staticFolder);
  const servers: Server[] = [];
  const closeAll = () => Promise.all(servers.map((server) => closeServer(server)));
  const bind = async (address: string, port: number): Promise<number> => {
    const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 });
    await listen(server, address, port);
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };

  const port = await bind('127.0.0.1', wanted);
  try {
    // A browser may try `localhost` as ::1 first: whoever else listened there would get the token.
    await bind('::1', port);
  } catch (error) {
    if (error instanceof PortTaken) {
      await closeAll();
      throw error;
    }
    log({ level: 'info', what: 'no IPv6 on this machine' });
  }

  const door: Door = { port, token: token ?? randomBytes(24).toString('base64url'), log };
  const answer = createRequestHandler(door, files);
  for (const server of servers)
    server.on('request', (request, response) => {
      answer(request, response).catch((error: unknown) => {
        log({ level: 'error', what: 'request failed', error });
        response.destroy();
      });
    });
  const sockets = attachSockets(servers, door, host);

  return {
    port,
    url: `${originOf(port)}/?token=${door.token}`,
    async close() {
      sockets.close();
      await closeAll();
    },
  };
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

function listen(server: Server, address: string, port: number): Promise<void> {
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

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
