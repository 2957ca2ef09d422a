import type { Files } from '../../platform.ts';

/** The files of one folder as if there were no others: the path `''` is the folder itself. */
export function below(files: Files, folder: string): Files {
  const at = (path: string): string => (path === '' ? folder : `${folder}/${path}`);
  return {
    read: (path) => files.read(at(path)),
    readRange: (path, from, to) => files.readRange(at(path), from, to),
    append: (path) => files.append(at(path)),
    create: (path) => files.create(at(path)),
    overwrite: (path) => files.overwrite(at(path)),
    rename: (from, to) => files.rename(at(from), at(to)),
    remove: (path) => files.remove(at(path)),
    truncate: (path, size) => files.truncate(at(path), size),
    makeFolder: (path) => files.makeFolder(at(path)),
    list: (path) => files.list(at(path)),
    stat: (path) => files.stat(at(path)),
    identity: (path) => files.identity(at(path)),
    syncFolder: (path) => files.syncFolder(at(path)),
    freeBytes: () => files.freeBytes(),
    lock: () => files.lock(),
  };
}
