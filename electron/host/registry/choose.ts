import type { Platform } from '../platform.ts';
import { createFolderRegistry } from './folder-registry.ts';
import type { Registry } from './registry.ts';

/** The registry that the settings name. @param folder of one's own, by its absolute path; empty: the one in the data folder */
export const chooseRegistry = (
  { files, shared, random }: Pick<Platform, 'files' | 'shared' | 'random'>,
  folder: string,
): Registry =>
  createFolderRegistry({
    ...{ files: folder === '' ? files : shared(folder), root: folder === '' ? 'registry' : '' },
    random,
  });
