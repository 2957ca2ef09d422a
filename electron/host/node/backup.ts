import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { verifyJournal } from '../journal/verify.ts';
import { readStation } from '../station.ts';
import { createDiskFiles } from './disk-files.ts';

/** Not part of what a station is: other backups, what can be fetched again, and what belongs to the process that runs. */
const left = new Set(['backups', 'cache', 'lock', 'logs']);
/** Written once and never changed: a second name keeps them from being lost and takes no room. */
const immutable = new Set(['images', 'models']);

export interface Backup {
  /** Below the data folder. */
  readonly folder: string;
  readonly files: number;
  /** Lines of the journal that were walked. */
  readonly lines: number;
}

/**
 * Copies a station's folder to `<data>/backups/<name>` and verifies the copy: every file that can change is read back and compared, every
 * image and model has its size, and the journal's chain is walked. The folder appears whole or not at all, and replaces the backups made
 * before. To go back: stop Loupe and move its content over the data folder.
 *
 * Images and models are linked, not copied, where the disk can: that keeps them from being deleted, not from a failing disk.
 * @throws Error when anything cannot be copied or does not agree; earlier backups are kept then
 */
export async function backUpFolder(data: string, name: string): Promise<Backup> {
  if (!/^[\w.-]{1,100}$/.test(name) || name.startsWith('.'))
    throw new Error(`${name} is no name of a backup`);
  const making = join(data, 'backups', `.${name}.part`);
  const done = join(data, 'backups', name);
  await fs.rm(making, { recursive: true, force: true });
  await fs.mkdir(making, { recursive: true, mode: 0o700 });
  let files = 0;
  for await (const path of filesOf(data)) {
    const [from, to] = [join(data, path), join(making, path)];
    await fs.mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await (immutable.has(top(path)) ? linkOrCopy(from, to) : copyChecked(from, to));
    files++;
  }
  for await (const folder of foldersOf(making)) await sync(folder);
  const lines = await walkJournal(making);
  await fs.rm(done, { recursive: true, force: true });
  await fs.rename(making, done);
  await sync(dirname(done));
  for (const other of await fs.readdir(dirname(done)))
    if (other !== name) await fs.rm(join(dirname(done), other), { recursive: true, force: true });
  return { folder: `backups/${name}`, files, lines };
}

const top = (path: string): string => path.split(/[\\/]/)[0] ?? '';

/** Paths below `data` of what a backup holds; half-written files, and those that wait to become an image, are nobody's. */
async function* filesOf(data: string): AsyncGenerator<string> {
  for await (const folder of foldersOf(data, left))
    for (const entry of await fs.readdir(folder, { withFileTypes: true }))
      if (entry.isFile() && !/\.(part|spare)$/.test(entry.name))
        yield relative(data, join(folder, entry.name));
}

async function* foldersOf(folder: string, without: ReadonlySet<string> = new Set()): AsyncGenerator<string> {
  yield folder;
  for (const entry of await fs.readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory() && !without.has(entry.name)) yield* foldersOf(join(folder, entry.name));
}

/** The copy is read back: what it holds is what was read, not what was meant to be written. */
async function copyChecked(from: string, to: string): Promise<void> {
  const bytes = await fs.readFile(from);
  const handle = await fs.open(to, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  const hash = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
  if (hash(await fs.readFile(to)) !== hash(bytes)) throw new Error(`the copy of ${from} differs from it`);
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await fs.link(from, to);
  } catch {
    return copyChecked(from, to);
  }
  const [{ size: was }, { size: is }] = await Promise.all([fs.stat(from), fs.stat(to)]);
  if (was !== is) throw new Error(`the copy of ${from} differs from it`);
}

/** @returns how many lines */
async function walkJournal(folder: string): Promise<number> {
  const files = createDiskFiles({ data: folder });
  const station = await readStation(files);
  if (station === null) return 0;
  let lines = 0;
  for await (const { done, problems } of verifyJournal({ files, publicKeys: station.publicKeys })) {
    const [first] = problems;
    if (first !== undefined) throw new Error(`the copied journal, line ${first.seq}: ${first.what}`);
    lines = done;
  }
  return lines;
}

/** Windows has no fsync for folders. */
async function sync(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
