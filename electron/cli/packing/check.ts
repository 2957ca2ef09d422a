import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extractAsar, listAsar } from './asar.ts';
import { builtFolders, fileProblems, type Target } from './file-list.ts';
import { fuseProblems } from './fuses.ts';
import { missingImports } from './imports.ts';
import { inspectWith } from './trial.ts';

export interface PackCheck {
  /** What is wrong with it, in words; [] when it may be shipped. */
  readonly problems: readonly string[];
  readonly files: number;
  /** Bytes of all that Loupe adds to Electron. */
  readonly bytes: number;
}

export interface PackedApp extends Target {
  /** The folder of `app.asar`. */
  readonly resources: string;
  /** The binary that holds the fuses. */
  readonly binary: string;
}

/**
 * Checks an unpacked package: its files, its fuses, that all its imports are inside, and that its host judges two pieces.
 * @param root the checkout it was built from
 * @param scratch an empty folder outside the checkout, so that nothing of the checkout can be found by accident
 */
export async function checkPack(app: PackedApp, root: string, scratch: string): Promise<PackCheck> {
  const archive = join(app.resources, 'app.asar');
  const inside = await listAsar(archive);
  const built = (await Promise.all(builtFolders.map((folder) => filesBelow(root, folder)))).flat();
  const problems = [
    ...fileProblems(
      inside.map(({ path }) => path),
      built.filter((path) => !path.endsWith('.map')),
      app,
    ),
    ...fuseProblems(await readFile(app.binary)),
  ];
  const extracted = join(scratch, 'app');
  await extractAsar(archive, extracted);
  const { main } = JSON.parse(await readFile(join(extracted, 'package.json'), 'utf8')) as { main: string };
  if (!inside.some(({ path }) => path === main)) problems.push(`${main}, which Electron starts, is missing`);
  for (const name of await missingImports(extracted)) problems.push(`${name} is imported and not inside`);
  problems.push(...(await inspectWith(extracted, join(scratch, 'trial'))));

  const sizes = (await filesBelow(app.resources, '')).map((path) => stat(join(app.resources, path)));
  const bytes = (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
  return { problems, files: inside.length, bytes };
}

/** Paths below `root`, with `/`; [] when there is no such folder. */
async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length).replaceAll('\\', '/'));
}
