import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP, type AddressInfo } from 'node:net';
import type { LogEntry } from '../../contract/server.ts';
import { closeServer, listen, timeouts } from '../listen.ts';
import { splitUrl } from '../request.ts';
import type { Api } from './api.ts';

/** Where other machines reach the API, and what proves to them that it is this station. PEM. */
export interface Outside {
  readonly address: string;
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
}

/** The name part of a Host header; null for what is none. */
export function hostName(hosts: readonly string[] | undefined): string | null {
  const [host] = hosts ?? [];
  if (host === undefined || hosts?.length !== 1) return null;
  return /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host)?.slice(1).find(Boolean) ?? null;
}

/** A request must name the station as its certificate does; a browser's page may not ask at all, since the screens are only on this machine. */
export function namesUs(certificate: X509Certificate, request: IncomingMessage): boolean {
  const name = hostName(request.headersDistinct['host']);
  if (name === null || request.headers.origin !== undefined) return false;
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
}

/**
 * The API over TLS (1.2 or later) on an address of the network; nothing else of the station is there.
 * @throws PortTaken; Error when certificate and key do not belong together
 */
export async function serveApi(
  api: Api,
  { address, port, certificate, key }: Outside,
  log: (entry: LogEntry) => void,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const shown = new X509Certificate(certificate);
  const server = createServer({ ...timeouts, cert: certificate, key, minVersion: 'TLSv1.2' });
  const take = (request: IncomingMessage, response: ServerResponse) =>
    void api(request, response, { ...splitUrl(request), ours: namesUs(shown, request) }, headers).catch(
      (error: unknown) => {
        log({ level: 'error', what: 'request failed', error });
        response.destroy();
      },
    );
  server.on('request', take).on('checkContinue', take);
  server.maxConnections = 256;
  await listen(server, address, port);
  const { port: bound } = server.address() as AddressInfo;
  const name = isIP(address) === 6 ? `[${address}]` : address;
  return { url: `https://${name}:${bound}/api`, close: () => closeServer(server) };
}

const headers = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000',
};
