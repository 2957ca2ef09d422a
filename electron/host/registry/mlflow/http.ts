import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { rootCertificates } from 'node:tls';
import { LoupeError } from '../../../contract/errors.ts';
import { failureOf, failureOfConnection, jsonOf, type Answer } from './failure.ts';

export interface MlflowServer {
  /** http or https, with a path where the server lies below one. No login in it. */
  readonly url: string;
  readonly login: { readonly user: string; readonly password: string } | { readonly token: string } | null;
  /** Of the factory's own authority, PEM; believed beside the usual ones. */
  readonly certificates?: string;
  /** How long a connection may be silent; 60 s: a full pool of the server answers after 30. */
  readonly silenceMs?: number;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT';

/** The requests of one server: at most 4 are under way at once, the others wait. Redirects are not followed: the login goes nowhere else. */
export interface MlflowHttp {
  /** @param path below the server's URL, with its query @throws LoupeError as failure.ts says; `conflict` for what exists already */
  json(method: Method, path: string, body?: unknown): Promise<unknown>;
  /** What is no JSON and short, of whatever type it is said to be. */
  text(path: string): Promise<string>;
  put(path: string, bytes: Uint8Array): Promise<void>;
  /** What was cut is gone on with from where it was cut. @throws LoupeError also `registry-rejected` for more than `most` bytes */
  get(path: string, most: number): Promise<Uint8Array>;
  close(): void;
}

const mostAtOnce = 4;
/** Of an answer in JSON, or of what a failure says. */
const mostText = 64_000_000;
/** Before what was cut, or got no further than a proxy, is asked again, in milliseconds: it mostly passes, and nothing else is held up. */
const pauses = [100, 400];
/** What the server makes a second time when it is told again. */
const makes = /\/(runs\/create|model-versions\/create|logged-models)$/;
const anyPage = /^text\/html\b/i;

interface Wish {
  readonly method: Method;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Takes the answer's bytes as they come. */
  readonly take: (answer: IncomingMessage) => (bytes: Buffer) => void;
}

/** @throws LoupeError `bad-input` for what is no address of a server */
export function createMlflowHttp({ url, login, certificates, silenceMs = 60_000 }: MlflowServer): MlflowHttp {
  const base = checkedUrl(url);
  const secure = base.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: mostAtOnce };
  const ca = certificates === undefined ? {} : { ca: [...rootCertificates, certificates] };
  const agent = secure ? new https.Agent({ ...options, ...ca }) : new http.Agent(options);
  const authorization = login === null ? {} : { authorization: headerOf(login) };
  let closed = false;

  const once = ({ method, path, headers, body, take }: Wish): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(new URL(path, base), {
        ...{ method, agent },
        headers: {
          ...{ accept: 'application/json, */*;q=0.5', ...authorization, ...headers },
          ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
        },
      });
      const fail = (error: Error) => {
        request.destroy();
        reject(error);
      };
      request.setTimeout(silenceMs, () =>
        fail(Object.assign(new Error('it is silent'), { code: 'ETIMEDOUT' })),
      );
      request.on('error', fail);
      request.on('response', (answer) => {
        try {
          const give = take(answer);
          answer.on('data', (bytes: Buffer) => {
            try {
              give(bytes);
            } catch (error) {
              fail(error as Error);
            }
          });
        } catch (error) {
          fail(error as Error);
        }
        answer.on('error', fail);
        answer.on('end', () => resolve(answer));
      });
      request.end(body);
    });

  /** @param wishNow asked at each try: an answer that was cut may have brought something */
  const send = async (wishNow: () => Wish): Promise<IncomingMessage> => {
    for (let tries = 0; ; tries++) {
      const wish = wishNow();
      // What makes something is not risked twice.
      const pauseMs = makes.test(wish.path) ? undefined : pauses[tries];
      try {
        const answer = await once(wish);
        if (pauseMs === undefined || !isInBetween(answer)) return answer;
      } catch (error) {
        if (error instanceof LoupeError) throw error;
        if (pauseMs === undefined || closed || !isCut(error)) throw failureOfConnection(error);
      }
      await pause(pauseMs);
    }
  };

  const ask = async (wish: Omit<Wish, 'take'>): Promise<Answer> => {
    let parts: Buffer[] = [];
    const answer = await send(() => ({ ...wish, take: () => collect((parts = []), mostText) }));
    return checked(answer, parts);
  };

  return {
    async json(method, path, body) {
      return jsonOf(
        await ask({
          ...{ method, path },
          ...(body !== undefined && {
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
        }),
      );
    },
    text: async (path) => (await ask({ method: 'GET', path })).text,
    async put(path, bytes) {
      const headers = { 'content-type': 'application/octet-stream' };
      const { type } = await ask({ method: 'PUT', path, body: bytes, headers });
      if (anyPage.test(type)) throw portal();
    },
    async get(path, most) {
      let parts: Buffer[] = [];
      for (;;) {
        let failure: Buffer[] = [];
        const wish = (): Wish => {
          const from = sizeOf(parts);
          const take = ({ statusCode, headers }: IncomingMessage) => {
            if (statusCode !== 200 && statusCode !== 206) return collect((failure = []), mostText);
            const goesOn =
              statusCode === 206 && headers['content-range']?.startsWith(`bytes ${from}-`) === true;
            return collect(goesOn ? parts : (parts = []), most);
          };
          return { method: 'GET', path, headers: from === 0 ? {} : { range: `bytes=${from}-` }, take };
        };
        const before = sizeOf(parts);
        const answer = await send(wish).catch((error: unknown) => {
          if (isPassing(error) && sizeOf(parts) > before) return null;
          throw error;
        });
        if (answer === null) continue;
        const { type } = checked(answer, failure);
        if (anyPage.test(type) && !path.endsWith('.html')) throw portal();
        return new Uint8Array(Buffer.concat(parts));
      }
    },
    close() {
      closed = true;
      agent.destroy();
    },
  };
}

/** What came back, unless it is a failure. @throws LoupeError */
function checked({ statusCode: status = 0, headers }: IncomingMessage, parts: readonly Buffer[]): Answer {
  const answer = {
    ...{ status, type: headers['content-type'] ?? '', text: Buffer.concat(parts).toString() },
    retryAfter: headers['retry-after'],
  };
  const failed = failureOf(answer);
  if (failed !== null) throw failed;
  return answer;
}

const isPassing = (error: unknown): boolean =>
  error instanceof LoupeError && error.code === 'registry-unreachable';

const sizeOf = (parts: readonly Buffer[]): number => parts.reduce((sum, { length }) => sum + length, 0);

function collect(parts: Buffer[], most: number): (bytes: Buffer) => void {
  let size = sizeOf(parts);
  return (bytes) => {
    size += bytes.length;
    if (size > most)
      throw new LoupeError('registry-rejected', { cause: `it sent more than the ${most} bytes allowed` });
    parts.push(bytes);
  };
}

const portal = () =>
  new LoupeError('registry-refused', {
    ...{ cause: 'a web page answers there, no MLflow server', why: 'portal' },
  });

/** Hung up, often before the request was read: a connection that lay idle, a proxy, a lost network. */
const isCut = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');

/** What a proxy says of a server that starts again, unless it says when to come back. */
const isInBetween = ({ statusCode = 0, headers }: IncomingMessage): boolean =>
  [502, 503, 504].includes(statusCode) && headers['retry-after'] === undefined;

const headerOf = (login: NonNullable<MlflowServer['login']>): string =>
  'token' in login
    ? `Bearer ${login.token}`
    : `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;

function checkedUrl(text: string): URL {
  const folder = text.endsWith('/') ? text : `${text}/`;
  const url = URL.canParse(folder) ? new URL(folder) : null;
  const fits =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username + url.password + url.search + url.hash === '';
  if (fits) return url;
  throw new LoupeError('bad-input', {
    ...{ what: 'The address of the registry', got: url === null ? text.slice(0, 100) : 'another form' },
    allowed: 'http:// or https://, a name, a port and a path; the login goes beside it',
  });
}
