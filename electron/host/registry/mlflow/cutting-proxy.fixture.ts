import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server, and loses one answer: the request has been carried out, and the connection breaks. */
export async function cuttingProxy(target: string) {
  let [asked, at] = [0, Number.POSITIVE_INFINITY];
  let holds = '';
  const held: (() => void)[] = [];
  let lock: { left: number; readonly login: string } | null = null;
  let packageFiles = 0;
  /** Whether whoever asks has to log in. */
  const locks = ({ method, url = '', headers }: IncomingMessage): boolean => {
    if (method === 'GET' && /\/artifacts\/.*\/models\/m-/.test(url)) {
      if (lock !== null) lock.left -= 1;
      packageFiles += 1;
    }
    return lock !== null && lock.left < 0 && headers.authorization !== lock.login;
  };
  const server = createServer((incoming, response) => {
    if (locks(incoming)) {
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="mlflow"' })
        .end('You are not authenticated.');
      return;
    }
    if (holds !== '' && incoming.url?.endsWith(holds) === true) return hold(incoming);
    return pass(incoming, response);
  });
  /** Whoever asked may be gone when it is passed on. */
  const hold = (incoming: IncomingMessage) => {
    const { method, headers, url = '' } = incoming;
    const body: Buffer[] = [];
    incoming.on('data', (part: Buffer) => body.push(part));
    incoming.on('error', () => undefined);
    held.push(
      () =>
        void request(new URL(url, target), { method, headers })
          .on('response', (answer) => void answer.resume())
          .end(Buffer.concat(body)),
    );
  };
  const pass = (incoming: IncomingMessage, response: ServerResponse) => {
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
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Loses the answer to the `n`th request from now, counted from 1. */
    cutAt(n: number) {
      [asked, at] = [0, n];
    },
    /** Requests to addresses that end so are kept. */
    hold: (ending: string) => void (holds = ending),
    /** Passes on what was kept. @returns how many */
    letGo(): number {
      holds = '';
      for (const go of held) go();
      return held.splice(0).length;
    },
    hasCut: () => asked >= at,
    /** From the `n`th file of a package on, whatever is asked, whoever does not say this is answered 401. @param login as in the header `authorization` */
    lockAfter: (n: number, login: string) => void (lock = { left: n, login }),
    /** How many files of packages were asked for. */
    packageFiles: () => packageFiles,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
