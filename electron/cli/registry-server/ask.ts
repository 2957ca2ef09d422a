import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { authorization, type Credentials } from '../../host/registry/access.ts';

/** What a server says to `GET /version`. */
export type Answer =
  | { readonly is: 'mlflow'; readonly version: string }
  | { readonly is: 'refused' | 'untrusted' | 'something-else' | 'unreachable'; readonly why: string };

const limitMs = 15_000;
const fromTls = /CERT|TLS|SSL|ISSUER|VERIFY|EPROTO/;

/**
 * Asks a server for its version, as somebody. Follows no redirection, so that nobody else is told who asks.
 * @param ca PEM; undefined: the certificates that the system knows
 */
export function askVersion(
  url: string,
  credentials: Credentials | null,
  ca: string | undefined,
): Promise<Answer> {
  const request = url.startsWith('https:') ? requestSecure : requestPlain;
  const headers = credentials === null ? {} : { authorization: authorization(credentials) };
  return new Promise((resolve) => {
    const asked = request(`${url}/version`, { headers, ca, timeout: limitMs }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text = (text + chunk).slice(0, 200);
      });
      response.on('error', (error) => resolve({ is: 'unreachable', why: error.message }));
      response.on('end', () => resolve(judge(response.statusCode ?? 0, text, response.headers.location)));
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${limitMs / 1000} s`)));
    asked.on('error', (error: NodeJS.ErrnoException) => {
      const why = error.message || (error.code ?? 'no connection');
      resolve({ is: fromTls.test(error.code ?? '') ? 'untrusted' : 'unreachable', why });
    });
    asked.end();
  });
}

function judge(status: number, text: string, location: string | undefined): Answer {
  if (status === 200 && /^\d+\.\d+\S*$/.test(text.trim())) return { is: 'mlflow', version: text.trim() };
  if (status === 401 || status === 403) return { is: 'refused', why: `${status} ${text.trim()}` };
  if (status >= 500) return { is: 'unreachable', why: `it answers ${status}` };
  const elsewhere = location === undefined ? '' : `, and points to ${location}`;
  return { is: 'something-else', why: `GET /version is answered with ${status}${elsewhere}` };
}
