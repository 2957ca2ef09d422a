import { LoupeError } from '../../../contract/errors.ts';
import { FileError } from '../../platform.ts';

const passing: ReadonlySet<string> = new Set([
  ...['registry-unreachable', 'registry-refused', 'not-written', 'disk-low', 'journal-stopped'],
  ...['busy', 'cancelled'],
]);

/** Whether a failure passes by itself, or once a person has acted: nothing is held against a package for it. */
export const mayPass = (error: unknown): boolean =>
  error instanceof LoupeError ? passing.has(error.code) : error instanceof FileError;
