import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, type OutsideFile, type OutsideFolder } from '../platform.ts';

/** Hidden files are left out: programs write under such names before they give a file its own. */
export const outsideFolder = (path: string): OutsideFolder => ({
  async list() {
    const names = await fs.readdir(path).catch(() => null);
    if (names === null) return null;
    const files = await Promise.all(
      names
        .filter((name) => !name.startsWith('.'))
        .map(async (name): Promise<OutsideFile | null> => {
          const file = await fs.stat(join(path, name)).catch(() => null);
          if (!file?.isFile()) return null;
          const { size, mtimeMs: at, ino } = file;
          return { name, size, at, stamp: `${ino} ${size} ${at}` };
        }),
    );
    return files.filter((file) => file !== null);
  },
  async read(name) {
    try {
      return new Uint8Array(await fs.readFile(join(path, name)));
    } catch (cause) {
      const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
      throw new FileError(missing ? 'missing' : 'io', `${name}: ${String(cause)}`, { cause });
    }
  },
});
