import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, type AppendHandle, type Files } from '../platform.ts';
import { takeLock } from './lock.ts';

/**
 * Files on a local disk below `data`. A write that takes longer than `writeLimitMs` rejects; until the system gives it back every
 * further write to that path rejects too, so that a late write can never land behind a newer one.
 */
export function createDiskFiles({
  data,
  writeLimitMs = 5000,
}: {
  data: string;
  writeLimitMs?: number;
}): Files {
  const stuck = new Set<string>();
  const at = (path: string) => join(data, ...checkedPath(path));

  /** Runs a change of `path` under the time limit; errors come out as FileError. */
  async function change<T>(path: string, run: () => Promise<T>): Promise<T> {
    if (stuck.has(path)) throw new FileError('io', `${path}: an earlier write has not come back yet`);
    const work = run();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        stuck.add(path);
        work.catch(() => {}).finally(() => stuck.delete(path));
        reject(new FileError('io', `${path}: timed out after ${writeLimitMs} ms`));
      }, writeLimitMs);
    });
    try {
      return await Promise.race([work, limit]);
    } catch (error) {
      throw fileError(path, error);
    } finally {
      clearTimeout(timer);
    }
  }

  async function ask<T>(path: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw fileError(path, error);
    }
  }

  async function open(path: string, flags: string): Promise<AppendHandle> {
    const file = at(path);
    let opening: Promise<fs.FileHandle> | undefined;
    const begin = () => (opening = fs.open(file, flags, 0o600));
    const handle = await change(path, begin).catch((error: unknown) => {
      // It may still open, when nobody waits for it any more.
      opening?.then((late) => late.close()).catch(() => {});
      throw error;
    });
    return {
      write: (bytes) => change(path, () => handle.writeFile(bytes)),
      sync: () => change(path, () => handle.sync()),
      close: () => change(path, () => handle.close()),
    };
  }

  return {
    read: (path) => ask(path, async () => plain(await fs.readFile(at(path)))),
    readRange: (path, from, to) => ask(path, () => readRange(at(path), from, to)),
    append: (path) => open(path, 'a'),
    create: (path) => open(path, 'ax'),
    overwrite: (path) => open(path, 'r+'),
    rename: (from, to) => change(from, () => fs.rename(at(from), at(to))),
    remove: (path) => change(path, () => fs.rm(at(path))),
    truncate: (path, size) => change(path, () => fs.truncate(at(path), size)),
    makeFolder: (path) => change(path, async () => void (await fs.mkdir(at(path), { recursive: true }))),
    list: (path) =>
      ask(path, async () => {
        try {
          return (await fs.readdir(at(path))).sort();
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return [];
          throw error;
        }
      }),
    stat: (path) =>
      ask(path, async () => {
        try {
          const found = await fs.stat(at(path));
          return { size: found.size, folder: found.isDirectory() };
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return null;
          throw error;
        }
      }),
    syncFolder: (path) => change(path, () => syncFolder(at(path))),
    identity: (path) =>
      ask(path, async () => {
        // The inode alone is not enough: ext4 gives a freed one to the next file. The time of birth cannot be copied.
        const found = await fs.stat(at(path), { bigint: true });
        return `${found.ino}-${found.birthtimeNs}`;
      }),
    freeBytes: () =>
      ask('', async () => {
        const found = await fs.statfs(data);
        return found.bavail * found.bsize;
      }),
    lock: () => ask('lock', () => takeLock(data)),
  };
}

/**
 * The parts of a relative path.
 * @throws FileError `denied` for a path that could leave the data folder
 */
export function checkedPath(path: string): string[] {
  if (path === '') return [];
  const parts = path.split('/');
  // ':' would name a drive or an alternate stream on Windows, '\' is its other separator.
  if (/[\\:\0]/.test(path) || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new FileError('denied', `not a relative path below the data folder: ${JSON.stringify(path)}`);
  return parts;
}

async function readRange(file: string, from: number, to: number): Promise<Uint8Array> {
  const handle = await fs.open(file, constants.O_RDONLY);
  try {
    const bytes = new Uint8Array(Math.max(0, to - from));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/** Windows has no fsync for folders: NTFS journals its names itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A plain view, so that callers and structured clones see no Buffer. */
const plain = (buffer: Buffer): Uint8Array =>
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException | null)?.code;

const codes: Partial<Record<string, FileError['code']>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EEXIST: 'exists',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
};

function fileError(path: string, error: unknown): FileError {
  if (error instanceof FileError) return error;
  const code = codes[String(codeOf(error))] ?? 'io';
  return new FileError(code, `${path || 'data folder'}: ${(error as Error).message}`, { cause: error });
}
