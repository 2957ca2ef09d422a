import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi } from './api/api.ts';
import { serveApi, type Outside } from './api/outside.ts';
import type { ApiLimits } from './api/limits.ts';
import { listPageFiles } from '../host/page/files.ts';
import { createRequestHandler, type Door } from './request.ts';
import { closeServer, listen, PortTaken, timeouts } from './listen.ts';
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
  /** Of the program; the API's description names it. */
  readonly version: string;
  /** The API, and nothing else, also on an address that other machines reach. */
  readonly outside?: Outside | undefined;
  readonly apiLimits?: ApiLimits;
}

export interface Served {
  readonly port: number;
  /** With the token: whoever opens it is let in. */
  readonly url: string;
  /** Of the API for other machines, where there is one. */
  readonly outside: string | null;
  close(): Promise<void>;
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
  version,
  outside,
  apiLimits,
}: ServeOptions): Promise<Served> {
  const files = await listPageFiles(staticFolder);
  const servers: Server[] = [];
  const closeAll = () => Promise.all(servers.map((server) => closeServer(server)));
  const bind = async (address: string, port: number): Promise<number> => {
    const server = createServer(timeouts);
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
  const api = createApi({ host, version, log, ...(apiLimits && { limits: apiLimits }) });
  const answer = createRequestHandler(door, files, api);
  const take = (request: IncomingMessage, response: ServerResponse) =>
    void answer(request, response).catch((error: unknown) => {
      log({ level: 'error', what: 'request failed', error });
      response.destroy();
    });
  // Whoever asks before sending a body hears the refusal instead of being told to go on.
  for (const server of servers) server.on('request', take).on('checkContinue', take);
  const beyond =
    outside === undefined
      ? null
      : await serveApi(api, outside, log).catch(async (error: unknown) => {
          await closeAll();
          throw error;
        });
  const sockets = attachSockets(servers, door, host);

  return {
    port,
    url: `${originOf(port)}/?token=${door.token}`,
    outside: beyond?.url ?? null,
    async close() {
      sockets.close();
      await beyond?.close();
      await closeAll();
    },
  };
}
