import { LoupeError, type RegistryRefusal } from '../../../contract/errors.ts';

/** What came back, as far as it tells why it is no success. */
export interface Answer {
  readonly status: number;
  /** `content-type`; '' where there was none. */
  readonly type: string;
  /** The first of the body. */
  readonly text: string;
  readonly retryAfter?: string | undefined;
}

/** 400s that pass: a full pool of connections, two writers of one new tag (reference/mlflow.md section 3). */
const passing = /QueuePool|UNIQUE constraint|database is locked|deadlock/i;
const foreignHost = /Invalid Host header/i;
const missingAlias = /\balias\b.*\bnot found/i;
/** Too late, too early, at the wrong place just now, too often. */
const passingStatus = new Set([408, 421, 425, 429]);
/** What whoever answers says of this one request, in whatever words: it is too large, or its address is too long. */
const ownStatus = new Set([413, 414, 431]);

/** @returns null for a success; what is due as JSON is judged by `jsonOf` */
export function failureOf(answer: Answer): LoupeError | null {
  const { status, type } = answer;
  if (status >= 200 && status < 300) return null;
  const { code, message, isOfMlflow } = said(answer);
  const told = `${status}${message === '' ? '' : `, ${message}`}`;
  const cause = `it answered ${told}`;
  if (status === 401) return refused('login', 'it wants another login (401)');
  if (status === 403 && foreignHost.test(message)) return refused('host-name', cause);
  if (status === 403) return refused('right', `this login may not do that (${told})`);
  // A portal asks people to log in with a redirect or a page of its own; a proxy says so.
  if (status < 400 || status === 407 || status === 511)
    return refused('portal', `something in between answered ${told}`);
  if (status >= 500 || passingStatus.has(status)) return unreachable(cause, answer);
  if (ownStatus.has(status)) return new LoupeError('registry-rejected', { cause });
  if (!isJson(type) || !isOfMlflow)
    return refused('not-mlflow', `what answers there is no MLflow server (${status}, ${type || 'no type'})`);
  if (code === 'RESOURCE_ALREADY_EXISTS') return new LoupeError('conflict', { what: message });
  if (status === 400 && passing.test(message)) return unreachable(cause, answer);
  const missing = code === 'INVALID_PARAMETER_VALUE' && missingAlias.test(message);
  if (status === 404 || missing) return new LoupeError('not-found', { what: 'in the registry', id: message });
  return new LoupeError('registry-rejected', { cause });
}

/** @throws LoupeError `registry-refused` for what is not the JSON that is due: somebody else answers there */
export function jsonOf({ type, text }: Answer): unknown {
  try {
    if (isJson(type)) return JSON.parse(text);
  } catch {
    // Said below.
  }
  throw refused(
    'not-mlflow',
    `what answers there is no MLflow server (${type || 'no type'} where JSON was due)`,
  );
}

/** No answer at all. The words name no host: they may lie in a file. */
export function failureOfConnection(error: unknown): LoupeError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const because = code === '' ? '' : ` (${code})`;
  if (code === 'ENOTFOUND') return refused('name', `its name is not known here${because}`);
  if (code.startsWith('HPE_'))
    return refused('not-mlflow', `what answers there does not speak HTTP${because}`);
  if (isOfTime.has(code))
    return refused(
      'certificate',
      `its certificate is not of this time${because}: it has run out, or the clock of this machine is wrong`,
    );
  if (isOfTls(code))
    return refused('certificate', `its certificate, or the encryption, does not hold${because}`);
  return new LoupeError('registry-unreachable', { cause: `no connection, or it was cut${because}` });
}

const isOfTime: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const isOfTls = (code: string): boolean =>
  /^(CERT_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|HOSTNAME_MISMATCH|EPROTO)/.test(
    code,
  );

const isJson = (type: string): boolean => /^application\/json\s*(;|$)/i.test(type);

interface Said {
  readonly code: string;
  readonly message: string;
  /** It has the shape of MLflow's failures: an `error_code`, or a `detail` alone. */
  readonly isOfMlflow: boolean;
}

/** MLflow's own words; a page of somebody else's is not repeated. */
function said({ type, text }: Answer): Said {
  const nothing = { code: '', message: '', isOfMlflow: false };
  if (!isJson(type)) return { ...nothing, message: type.startsWith('text/plain') ? line(text) : '' };
  try {
    const { error_code: code, message, detail } = JSON.parse(text) as Record<string, unknown>;
    const isOfMlflow = typeof code === 'string' || detail !== undefined;
    return { code: typeof code === 'string' ? code : '', message: line(message ?? detail), isOfMlflow };
  } catch {
    return nothing;
  }
}

const line = (text: unknown): string =>
  typeof text === 'string' ? text.replaceAll(/\s+/g, ' ').trim().slice(0, 300) : '';

const refused = (why: RegistryRefusal, cause: string) => new LoupeError('registry-refused', { cause, why });

/** `Retry-After` in seconds is told; the other form, a moment, would need two clocks that agree. */
function unreachable(cause: string, { retryAfter = '' }: Answer): LoupeError {
  const said = /^\d{1,7}$/.test(retryAfter) && { retryAfterMs: 1000 * Number(retryAfter) };
  return new LoupeError('registry-unreachable', { cause, ...said });
}
