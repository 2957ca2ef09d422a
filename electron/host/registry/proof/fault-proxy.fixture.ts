import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What may happen to a request, and in how many of a thousand. Half of those that have two sides never reach the server. */
export const faults = {
  /** It was carried out, and the answer is lost. */
  'answer lost': 100,
  /** 500, 502, 503 or 504, in a server's, a proxy's and MLflow's own words; half of them though it was carried out. */
  failed: 100,
  /** 429, with the seconds to wait. */
  'too many': 50,
  /** 400 where MLflow means: not now (reference/mlflow.md section 3). */
  'passing 400': 30,
  /** The connection breaks in the middle of what is sent. */
  'cut on its way there': 30,
  /** The connection breaks in the middle of the answer. */
  'cut on its way back': 30,
  /** No answer ever comes; half of them were carried out. */
  silent: 5,
  /** A file is said to be stored and is not: a server that lost its power. */
  'stored in words only': 10,
} as const satisfies Record<string, number>;
export type Fault = keyof typeof faults;

const passing = [
  'QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00',
  '(sqlite3.IntegrityError) UNIQUE constraint failed: tags.key, tags.run_uuid',
  '(sqlite3.OperationalError) database is locked',
  '(psycopg2.errors.DeadlockDetected) deadlock detected',
];
const json = (said: object) => ['application/json', JSON.stringify(said)] as const;
const failures = [
  [502, 'text/html', '<html><head><title>502 Bad Gateway</title></head></html>'],
  [503, ...json({ error_code: 'TEMPORARILY_UNAVAILABLE', message: 'disk is full' })],
  [504, 'text/html', '<html><head><title>504 Gateway Time-out</title></head></html>'],
  [500, ...json({ error_code: 'INTERNAL_ERROR', message: 'an internal error' })],
  [500, 'text/plain; charset=utf-8', 'Internal Server Error'],
] as const;

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/**
 * Stands between stations and a server, and does to what passes what networks, proxies and servers do to it. Which request is hit is drawn
 * from `chance`; requests come in their own order, so a seed gives the same draws and not the same run.
 */
export async function faultProxy(target: string, chance: () => number) {
  const happened = new Map<Fault, number>();
  let requests = 0;
  const agent = new Agent({ keepAlive: false });
  const one = <T>(choices: readonly T[]): T => choices[Math.floor(chance() * choices.length)]!;

  const draw = (method: string): Fault | null => {
    let dice = chance() * 1000;
    for (const [fault, share] of Object.entries(faults) as [Fault, number][]) {
      if (dice < share) return fault === 'stored in words only' && method !== 'PUT' ? null : fault;
      dice -= share;
    }
    return null;
  };

  /** @param until sends so much of the body, and breaks off */
  const pass = ({ method, headers, url = '' }: IncomingMessage, body: Buffer, until = Infinity) =>
    new Promise<Answer>((resolve, reject) => {
      const outgoing = request(new URL(url, target), { method, headers, agent }, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { statusCode: status = 502, headers: answered } = incoming;
          resolve({ status, headers: answered, body: Buffer.concat(parts) });
        });
      });
      outgoing.on('error', reject);
      if (until > body.length) outgoing.end(body);
      else outgoing.write(body.subarray(0, until), () => outgoing.destroy());
    });

  const say = (response: ServerResponse, status: number, type: string, text: string, more = {}) =>
    response.writeHead(status, { 'content-type': type, ...more }).end(text);

  async function answer(incoming: IncomingMessage, response: ServerResponse, socket: Socket): Promise<void> {
    const { method = 'GET' } = incoming;
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    requests++;
    const fault = draw(method);
    if (fault !== null) happened.set(fault, (happened.get(fault) ?? 0) + 1);
    const arrives = fault === 'answer lost' || chance() < 0.5;
    const passed = () => pass(incoming, body);
    switch (fault) {
      case null:
      case 'cut on its way back': {
        const { status, headers, body: whole } = await passed();
        response.writeHead(status, { ...headers, 'content-length': whole.length });
        if (fault === null) response.end(whole);
        else response.write(whole.subarray(0, whole.length / 2), () => socket.destroy());
        return;
      }
      case 'answer lost':
        await passed();
        return void socket.destroy();
      case 'failed': {
        if (arrives) await passed();
        const [status, type, text] = one(failures);
        return void say(response, status, type, text);
      }
      case 'too many':
        return void say(response, 429, 'text/plain', 'Too Many Requests', {
          'retry-after': String(Math.floor(chance() * 21)),
        });
      case 'passing 400':
        return void say(response, 400, ...json({ error_code: 'BAD_REQUEST', message: one(passing) }));
      case 'cut on its way there':
        await pass(incoming, body, Math.floor(body.length / 2)).catch(() => undefined);
        return void socket.destroy();
      case 'silent':
        if (arrives) await passed();
        return;
      case 'stored in words only':
        return void response.writeHead(200).end();
    }
  }

  const server = createServer((incoming, response) => {
    const { socket } = incoming;
    // A server that is gone cannot be reached.
    answer(incoming, response, socket).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How often each fault came, and how many requests there were. */
    told: () => ({ requests, ...(Object.fromEntries(happened) as Partial<Record<Fault, number>>) }),
    stop() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
