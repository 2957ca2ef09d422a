import { LoupeError } from '../../contract/errors.ts';
import type { Mlmodel } from '../../../ml/package/wrap/mlmodel.ts';
import type { Origin } from '../../../ml/package/wrap/origin.ts';
import type { ForeignModels, ForeignRef } from '../../contract/adopting.ts';

/** What lies in the registry as one model that is no package, before anybody looked into it. */
export interface ForeignFiles {
  readonly onnx: Uint8Array;
  readonly said: Mlmodel;
  readonly run: Origin['run'];
}

/**
 * Models that somebody registered by other means than Loupe's: nobody signed them and nothing says how they are fed, so no station runs one
 * before an admin made a package of it. All throw as `Registry` does.
 */
export interface Foreign {
  /** The newest ones, newest first. */
  foreign(): Promise<ForeignModels>;
  /**
   * @param most bytes that the network may have; more are refused before the first one is read
   * @throws LoupeError `not-found`; `model-refused` for what cannot become a package, in words; `too-large`
   */
  fetchForeign(ref: ForeignRef, most: number): Promise<ForeignFiles>;
}

/** A folder has packages and nothing else. */
export const noForeign: Foreign = {
  foreign: () => Promise.resolve({ models: [], more: 0 }),
  fetchForeign: ({ name }) => Promise.reject(new LoupeError('not-found', { what: 'model', id: name })),
};
