import { expect, test } from 'vitest';
import { failureOf, failureOfConnection, jsonOf } from './failure.ts';

const json = (error_code: string, message: string) => ({
  ...{ type: 'application/json', text: JSON.stringify({ error_code, message }) },
});
const plain = (text: string) => ({ type: 'text/plain; charset=utf-8', text });
const page = { type: 'text/html; charset=utf-8', text: '<h1>Log in to the wireless network</h1>' };

// Every row of reference/mlflow.md section 3 that is an answer, and those of sections 2 and 4 that are no success.
test.each([
  ['disk full while putting', 500, plain('Internal Server Error'), 'registry-unreachable'],
  ['disk full', 503, json('TEMPORARILY_UNAVAILABLE', 'disk is full'), 'registry-unreachable'],
  ['full pool', 400, json('BAD_REQUEST', 'QueuePool limit of size 5 overflow 10'), 'registry-unreachable'],
  ['race', 400, json('BAD_REQUEST', 'UNIQUE constraint failed: tags.key'), 'registry-unreachable'],
  ['SQLite busy', 400, json('BAD_REQUEST', '(OperationalError) database is locked'), 'registry-unreachable'],
  ['PostgreSQL', 400, json('BAD_REQUEST', 'deadlock detected'), 'registry-unreachable'],
  ['too often', 429, plain('slow down'), 'registry-unreachable'],
  ['proxy without server', 502, page, 'registry-unreachable'],
  ['proxy without answer', 504, page, 'registry-unreachable'],
  ['too slow', 408, page, 'registry-unreachable'],
  ['exists', 400, json('RESOURCE_ALREADY_EXISTS', 'UNIQUE constraint failed: name'), 'conflict'],
  ['run gone', 400, json('INVALID_PARAMETER_VALUE', "must be in the 'active' state"), 'registry-rejected'],
  ['changed', 400, json('INVALID_PARAMETER_VALUE', 'Changing param values'), 'registry-rejected'],
  ['many', 400, json('INVALID_PARAMETER_VALUE', 'at most 1000 metrics'), 'registry-rejected'],
  ['traversal', 400, json('INVALID_PARAMETER_VALUE', 'Invalid path'), 'registry-rejected'],
  ['folder', 400, { type: 'application/json', text: '{"detail":"a directory"}' }, 'registry-rejected'],
  ['no alias', 400, json('INVALID_PARAMETER_VALUE', 'alias champion not found.'), 'not-found'],
  ['no run', 404, json('RESOURCE_DOES_NOT_EXIST', 'Run with id=1 not found'), 'not-found'],
  ['too large', 413, page, 'registry-rejected'],
  ['no login', 401, plain('You are not authenticated'), 'registry-refused'],
  ['no right', 403, plain('Permission denied'), 'registry-refused'],
  ['host check', 403, plain('Invalid Host header - possible DNS rebinding'), 'registry-refused'],
  ['portal that redirects', 302, page, 'registry-refused'],
  ['portal that says so', 511, page, 'registry-refused'],
  ['proxy login', 407, page, 'registry-refused'],
  ['another server', 404, page, 'registry-refused'],
  ['a Loupe', 404, { type: 'application/json', text: '{"code":"not-found"}' }, 'registry-refused'],
  ['no file', 404, { type: 'application/json', text: '{"detail":"Not Found"}' }, 'not-found'],
  ['another port', 400, page, 'registry-refused'],
] as const)('%s: %d', (_, status, body, code) => {
  expect(failureOf({ status, ...body })?.code).toBe(code);
});

test.each([
  ['ECONNREFUSED', 'registry-unreachable'],
  ['ECONNRESET', 'registry-unreachable'],
  ['ETIMEDOUT', 'registry-unreachable'],
  ['EAI_AGAIN', 'registry-unreachable'],
  ['EPIPE', 'registry-unreachable'],
  ['ENOTFOUND', 'registry-refused'],
  ['CERT_HAS_EXPIRED', 'registry-refused'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'registry-refused'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'registry-refused'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'registry-refused'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'registry-refused'],
  ['HPE_INVALID_CONSTANT', 'registry-refused'],
])('%s ends as %s, and names no host', (code, expected) => {
  const failed = failureOfConnection(
    Object.assign(new Error(`getaddrinfo ${code} mlflow.site.local`), { code }),
  );
  expect(failed.code).toBe(expected);
  expect(failed.message).not.toContain('site.local');
});

test('a certificate of another time may be a clock of another time', () => {
  for (const code of ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])
    expect(failureOfConnection(Object.assign(new Error(code), { code })).data).toEqual({
      ...{ why: 'certificate' },
      cause: `its certificate is not of this time (${code}): it has run out, or the clock of this machine is wrong`,
    });
});

test('200 is a success, and where JSON is due nothing else will do', () => {
  expect(failureOf({ status: 200, ...page })).toBeNull();
  expect(jsonOf({ status: 200, type: 'application/json', text: '{}' })).toEqual({});
  for (const body of [page, plain('{}'), { type: 'application/json', text: '{"cut' }, { type: '', text: '' }])
    expect(() => jsonOf({ status: 200, ...body })).toThrow('is no MLflow server');
});

test.each([
  ['7', { retryAfterMs: 7000 }],
  ['0', { retryAfterMs: 0 }],
  ...['Sun, 22 Nov 2026 12:01:30 GMT', 'soon', '-1', '', '1e9'].map((text) => [text, {}] as const),
] as const)('Retry-After: %s', (retryAfter, said) => {
  const failed = failureOf({ status: 429, ...plain(''), retryAfter });
  expect(failed?.data).toEqual({ cause: 'it answered 429', ...said });
});
