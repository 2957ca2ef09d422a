import { LoupeError, type ErrorCode } from '../../contract/errors.ts';

const nullOn =
  (code: ErrorCode) =>
  <T>(work: Promise<T>): Promise<T | null> =>
    work.catch((error: unknown) => {
      if (error instanceof LoupeError && error.code === code) return null;
      throw error;
    });
/** Null where it is not there. */
export const unlessMissing = nullOn('not-found');
/** Null where it exists already. */
export const unlessThere = nullOn('conflict');
/** Null where it cannot be done now. */
export const unlessPassing = nullOn('registry-unreachable');
