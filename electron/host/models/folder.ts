import { makeFolders, parentOf, writeWhole } from '../durable.ts';
import { signatureFile, type PackageFiles } from '../../../ml/package/files.ts';
import type { Files } from '../platform.ts';

export type { PackageFiles };

/** Written last: a folder without it is an installation that was cut short. */
const last = signatureFile;

const folderOf = ({ name, version }: { name: string; version: number }): string =>
  `models/${name}/${version}`;

/** Stores a package's files. A path that leaves the folder is refused before anything is written. @throws Error, FileError */
export async function writePackage(
  files: Files,
  id: { readonly name: string; readonly version: number },
  content: PackageFiles,
): Promise<void> {
  const folder = folderOf(id);
  const paths = [...content.keys()].filter((path) => path !== last);
  const odd = paths.find((path) => !/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path));
  if (odd !== undefined) throw new Error(`not a path inside a package: ${JSON.stringify(odd)}`);
  for (const parent of new Set([folder, ...paths.map((path) => parentOf(`${folder}/${path}`))])) {
    await makeFolders(files, parent);
  }
  for (const path of [...paths, last]) {
    const bytes = content.get(path);
    if (bytes === undefined) throw new Error(`a package has a ${last}`);
    await writeWhole(files, `${folder}/${path}`, bytes);
  }
}

/**
 * What is stored whole stays so through a power cut: a process that was killed just before its end left the name of the last file to chance.
 */
export const settlePackage = (
  files: Files,
  id: { readonly name: string; readonly version: number },
): Promise<void> => files.syncFolder(folderOf(id));

/** The files of a stored package; null when there is none, or its installation was cut short. */
export async function readPackage(
  files: Files,
  id: { readonly name: string; readonly version: number },
): Promise<PackageFiles | null> {
  const folder = folderOf(id);
  if ((await files.stat(`${folder}/${last}`)) === null) return null;
  const content = new Map<string, Uint8Array>();
  const walk = async (inside: string): Promise<void> => {
    for (const name of await files.list(`${folder}${inside}`)) {
      const path = `${inside}/${name}`;
      // What a killed write left behind.
      if (name.endsWith('.part')) continue;
      if ((await files.stat(folder + path))?.folder) await walk(path);
      else content.set(path.slice(1), await files.read(folder + path));
    }
  };
  await walk('');
  return content;
}

/** Name and version of every folder that may hold a package. */
export async function listPackages(files: Files): Promise<{ name: string; version: number }[]> {
  const found: { name: string; version: number }[] = [];
  for (const name of await files.list('models')) {
    if (!(await files.stat(`models/${name}`))?.folder) continue;
    for (const version of await files.list(`models/${name}`)) {
      if (/^[1-9]\d{0,14}$/.test(version)) found.push({ name, version: Number(version) });
    }
  }
  return found;
}
