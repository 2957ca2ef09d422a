import { z } from 'zod';
import { errorCodes, LoupeError, type ErrorCode } from '../../contract/errors.ts';

/** What only HTTP can go wrong with; the rest are the contract's codes. */
const httpCodes = {
  'token-required': 401,
  'wrong-address': 421,
  'wrong-method': 405,
  'wrong-type': 415,
  'too-slow': 408,
  internal: 500,
} as const;
type HttpCode = keyof typeof httpCodes;
export type ApiCode = HttpCode | ErrorCode;

export const apiCodes = [
  ...(Object.keys(httpCodes) as HttpCode[]),
  ...(Object.keys(errorCodes) as ErrorCode[]),
] as const;

/** Every answer that is no result. */
export const failureSchema = z.object({ code: z.enum(apiCodes), message: z.string() });

/** A request that gets a code, a sentence and a status instead of a result. */
export class ApiFailure extends Error {
  readonly code: ApiCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: ApiCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'ApiFailure';
    this.code = code;
    this.status = isHttpCode(code) ? httpCodes[code] : errorCodes[code].status;
    this.headers = headers;
  }
}

/** Whatever was thrown, as an answer; null for what nobody foresaw. */
export function asFailure(error: unknown): ApiFailure | null {
  if (error instanceof ApiFailure) return error;
  if (!(error instanceof LoupeError)) return null;
  const { code, data } = error;
  const facts = Object.entries(data).map(([name, value]) => `${name}: ${String(value)}`);
  const wait = 'waitSeconds' in data ? { 'Retry-After': String(data.waitSeconds) } : {};
  return new ApiFailure(code, facts.length === 0 ? code : `${code}: ${facts.join(', ')}`, wait);
}

export const badInput = (message: string): ApiFailure => new ApiFailure('bad-input', message);
export const tooMany = (seconds: number): ApiFailure =>
  new ApiFailure('too-many', `too many requests at once; try again in ${seconds} s`, {
    'Retry-After': String(seconds),
  });
export const tooLarge = (limitBytes: number): ApiFailure =>
  new ApiFailure('too-large', `a request may have ${limitBytes} bytes`);

const isHttpCode = (code: ApiCode): code is HttpCode => Object.hasOwn(httpCodes, code);
