import type { IncomingMessage, ServerResponse } from 'node:http';
import { system } from '../../contract/people.ts';
import type { ApiToken } from '../../contract/station.ts';
import type { LogEntry } from '../../contract/server.ts';
import type { ApiTokens } from '../../host/accounts/api-tokens.ts';
import type { Engine } from '../../host/inspection/engine.ts';
import type { Tries } from '../../host/inspection/try.ts';
import { bodyKind, readAsk } from './ask.ts';
import { ApiFailure, asFailure } from './failure.ts';
import { createHands, createRates, declaredBytes, readBody, usualLimits, type ApiLimits } from './limits.ts';
import { modelState } from './model-state.ts';
import { describeApi } from './openapi.ts';

/** What the API needs of the host. */
export interface ApiHost {
  readonly tries: Pick<Tries, 'judge'>;
  readonly apiTokens: Pick<ApiTokens, 'find'>;
  readonly engine: Pick<Engine, 'status'>;
}

export interface ApiOptions {
  readonly host: ApiHost;
  readonly version: string;
  readonly log: (entry: LogEntry) => void;
  readonly limits?: ApiLimits;
}

/** Where a request came in, as its door judged it. */
export interface Arrival {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Whether it names this station, and comes from no other site. */
  readonly ours: boolean;
}

/** Called with a request whose path begins with `/api`; `headers` go on every answer. */
export type Api = (
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
  headers: Readonly<Record<string, string>>,
) => Promise<void>;

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** After a refusal what is still on its way is thrown away for so long; then the connection is. */
const lingerMs = 2000;

/** One-off pictures for programs: bearer token, limits, JSON in every case. */
export function createApi({ host, version, log, limits = usualLimits }: ApiOptions): Api {
  const rates = createRates(() => performance.now());
  const hands = createHands(limits);
  const description = describeApi(version);

  /** @throws ApiFailure `token-required`, `too-many` */
  const admit = (authorisation: string | undefined): ApiToken => {
    const said = /^Bearer ([\w-]{1,200})$/i.exec(authorisation ?? '')?.[1];
    const token = said === undefined ? null : host.apiTokens.find(said);
    if (token === null) {
      rates.take('', limits.strangersPerSecond, 2 * limits.strangersPerSecond);
      throw new ApiFailure('token-required', 'send Authorization: Bearer and a token that an admin created', {
        'WWW-Authenticate': 'Bearer',
      });
    }
    rates.take(token.id, limits.perSecond, limits.burst);
    return token;
  };

  const inspect = async (
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
    token: ApiToken,
  ): Promise<Answer> => {
    const { 'content-type': type, 'content-encoding': encoding } = request.headers;
    const kind = bodyKind(type, encoding);
    const size = declaredBytes(request, limits.bodyBytes);
    return hands.hold(size, async () => {
      const { record, ...picture } = readAsk(
        kind,
        type ?? '',
        query,
        await readBody(request, response, limits),
      );
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      const { result } = await host.tries.judge({
        ...picture,
        record: record ? { by: system, through: `API: ${token.name}` } : null,
        signal: gone.signal,
      });
      // A file that could not be opened is a fault of the request, said in both languages: as a result, and as a failure.
      if (result.image !== undefined) return { status: 200, body: result };
      return result.reason === 'too-large'
        ? { status: 413, body: { code: 'too-large', ...result } }
        : { status: 422, body: { code: 'bad-input', ...result } };
    });
  };

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    { path, query, ours }: Arrival,
  ): Promise<Answer> => {
    if (!ours) throw new ApiFailure('wrong-address', 'this station answers only to its own name');
    const method = { '/api': 'GET', '/api/model': 'GET', '/api/inspect': 'POST' }[path];
    if (method === undefined)
      throw new ApiFailure('not-found', 'there are /api, /api/model and /api/inspect');
    if (request.method !== method)
      throw new ApiFailure('wrong-method', `${path} takes ${method}`, { Allow: method });
    if (path === '/api') return { status: 200, body: description };
    const token = admit(request.headers.authorization);
    if (path === '/api/model') return { status: 200, body: modelState(host.engine.status()) };
    return inspect(request, response, query, token);
  };

  return async (request, response, arrival, headers) => {
    const refused = (error: unknown): Answer => {
      const known = asFailure(error);
      const {
        status,
        code,
        message,
        headers: more,
      } = known ?? new ApiFailure('internal', 'the station failed');
      const path = arrival.path.slice(0, 200);
      if (known === null) log({ level: 'error', what: 'API request failed', path, error });
      // Whoever sends too many would fill the log too.
      else if (code !== 'too-many') log({ level: 'warn', what: 'API request refused', status, code, path });
      return { status, body: { code, message }, headers: more };
    };
    const { status, body, headers: more } = await answer(request, response, arrival).catch(refused);
    const text = `${JSON.stringify(body)}\n`;
    response.writeHead(status, {
      ...headers,
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'Content-Length': Buffer.byteLength(text),
      ...more,
    });
    response.end(text);
    if (!request.complete) setTimeout(() => request.complete || request.destroy(), lingerMs).unref();
  };
}
