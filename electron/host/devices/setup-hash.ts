import { createHash } from 'node:crypto';
import type { Setup } from '../../contract/setup.ts';

/** SHA-256 of a setup's canonical JSON, so that any tool finds the same. */
export const setupHash = (setup: Setup): string =>
  createHash('sha256').update(canonicalJson(setup)).digest('hex');

/** JSON without spaces, keys in the order of their UTF-16 codes, what is undefined left out: RFC 8785 for the values that a setup holds. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}
