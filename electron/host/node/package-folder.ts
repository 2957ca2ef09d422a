import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageFiles } from '../models/folder.ts';

/** Every file below a folder by its path inside it, `/` between the names; what begins with a dot is left out. @throws Error of the system */
export async function readFolder(folder: string): Promise<PackageFiles> {
  const files = new Map<string, Uint8Array>();
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const inside = `${below}${entry.name}`;
      if (entry.isDirectory()) await walk(`${inside}/`);
      else if (entry.isFile()) files.set(inside, new Uint8Array(await readFile(join(folder, inside))));
    }
  };
  await walk('');
  return files;
}
