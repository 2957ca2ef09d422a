import { LoupeError } from '../../../contract/errors.ts';
import { causeOf } from '../../durable.ts';
import type { Files, Platform } from '../../platform.ts';
import { placeOnce } from './place-once.ts';

export interface SharedFolderDeps {
  readonly files: Files;
  readonly random: Platform['random'];
  /** The folder of the registry below `files`; empty: `files` is the registry, and then it has to be there already. */
  readonly root: string;
}

/** The folder of a registry, on this disk or a network drive, where others write at the same time. */
export const openSharedFolder = ({ files, random, root }: SharedFolderDeps) => ({
  /** Where something lies, as `files` knows it. */
  at: (...parts: readonly string[]): string => [...(root === '' ? [] : [root]), ...parts].join('/'),
  /** As `placeOnce`. */
  place: (path: string, bytes: Uint8Array) =>
    placeOnce(files, path, bytes, Buffer.from(random(6)).toString('hex')),
  /**
   * Runs what needs the folder: a drive that is not there would look like an empty registry.
   * @throws LoupeError `registry-unreachable` while its files fail, and what `act` throws
   */
  async reach<T>(act: () => Promise<T>): Promise<T> {
    try {
      if (root === '' && (await files.stat(''))?.folder !== true) throw new Error('there is no such folder');
      return await act();
    } catch (error) {
      if (error instanceof LoupeError) throw error;
      throw new LoupeError('registry-unreachable', { cause: causeOf(error) }, { cause: error });
    }
  },
});
