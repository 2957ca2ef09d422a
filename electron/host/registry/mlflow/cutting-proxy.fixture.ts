import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server, and loses one answer: the request has been carried out, and the connection breaks. */
export async function cuttingProxy(target: string) {
  let [asked, at] = [0, Number.POSITIVE_INFINITY];
  const server = createServer((incoming, response) => {
    const cuts = (asked += 1) === at;
    const { method, headers, url = '' } = incoming;
    const outgoing = request(new URL(url, target), { method, headers }, (answer) => {
      if (cuts) {
        answer.resume();
        answer.on('end', () => incoming.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => incoming.socket.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Loses the answer to the `n`th request from now, counted from 1. */
    cutAt(n: number) {
      [asked, at] = [0, n];
    },
    hasCut: () => asked >= at,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
