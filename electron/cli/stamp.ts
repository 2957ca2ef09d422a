import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What sources looked like when something was made of them: how many files, and the newest change in milliseconds. */
export interface Stamp {
  readonly files: number;
  readonly newest: number;
}

/** Looks at files and folders below `root`; tests and their fixtures do not count, and what is missing is passed over. */
export async function stampOf(root: string, paths: readonly string[]): Promise<Stamp> {
  const stamps = await Promise.all(paths.map((path) => look(join(root, path))));
  return stamps.reduce((a, b) => ({ files: a.files + b.files, newest: Math.max(a.newest, b.newest) }), {
    files: 0,
    newest: 0,
  });
}

async function look(path: string): Promise<Stamp> {
  const found = await stat(path).catch(() => null);
  if (found === null || /\.(test|fixture)\.tsx?$/.test(path)) return { files: 0, newest: 0 };
  if (found.isDirectory()) return stampOf(path, await readdir(path));
  return { files: 1, newest: found.mtimeMs };
}

/** Whether `file` holds this very stamp. An older source is as good a reason to build as a newer one: somebody went back. */
export async function isCurrent(file: string, stamp: Stamp): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === JSON.stringify(stamp);
}

export const keepStamp = (file: string, stamp: Stamp): Promise<void> =>
  writeFile(file, JSON.stringify(stamp));
