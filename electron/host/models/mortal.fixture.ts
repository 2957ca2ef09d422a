import type { MemoryFiles } from '../memory-files.fixture.ts';
import { FileError, type AppendHandle, type Files } from '../platform.ts';

export interface MortalFiles extends Files {
  /** The power goes just before the `n`-th changing call from now (1 = the next); nothing works after it. */
  dieAt(n: number): void;
}

/** Files of a machine that dies. What survives is in `files`, which a restarted host opens. */
export function mortal(files: MemoryFiles): MortalFiles {
  let left = Infinity;
  const live = <T>(act: () => Promise<T>): Promise<T> => {
    if (left > 0 && (left -= 1) === 0) files.cutPower();
    return left > 0 ? act() : Promise.reject(new FileError('io', 'the machine is dead'));
  };
  const handle = async (opening: Promise<AppendHandle>): Promise<AppendHandle> => {
    const opened = await opening;
    return {
      write: (bytes) => live(() => opened.write(bytes)),
      sync: () => live(() => opened.sync()),
      close: () => live(() => opened.close()),
    };
  };
  return {
    ...files,
    append: (path) => live(() => handle(files.append(path))),
    create: (path) => live(() => handle(files.create(path))),
    rename: (from, to) => live(() => files.rename(from, to)),
    remove: (path) => live(() => files.remove(path)),
    truncate: (path, size) => live(() => files.truncate(path, size)),
    makeFolder: (path) => live(() => files.makeFolder(path)),
    syncFolder: (path) => live(() => files.syncFolder(path)),
    dieAt: (n) => {
      left = n;
    },
  };
}
