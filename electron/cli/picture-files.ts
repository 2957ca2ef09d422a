import { glob, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Draft } from '../host/datasets/uploads.ts';
import { UsageError } from './io.ts';

const pictures = /\.(jpe?g|png|webp|bmp|tiff?|y4m)$/i;

/**
 * Every file that the words of a command line mean, in order and each once: a file as it is, a folder as all pictures below it (links are
 * followed), and patterns with `*`, `?`, `**`, `{a,b}`, since not every shell expands them.
 * @throws UsageError for a word that means no file
 */
export async function findPictures(words: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const word of words) {
    const meant = await meaning(word);
    if (meant.length === 0) throw new UsageError(`${word}: there is no picture there`);
    for (const path of meant) found.add(path);
  }
  return [...found];
}

/** Every picture below a folder, by name; none where there is no such folder. */
export const picturesIn = (folder: string): Promise<string[]> => picturesBelow(folder).catch(() => []);

async function meaning(word: string): Promise<string[]> {
  const entry = await stat(word).catch(() => null);
  // What exists is meant as it is written, whatever its name.
  if (entry?.isFile()) return [word];
  if (entry) return picturesBelow(word);
  if (!/[*?[{]/.test(word)) throw new UsageError(`there is no file or folder ${word}`);
  const names = (await collect(glob(word))).sort();
  return (await Promise.all(names.map((name) => picturesBelow(name)))).flat();
}

const picturesBelow = async (path: string): Promise<string[]> =>
  (await filesBelow(path)).filter((file) => pictures.test(file));

/**
 * Every file below a folder that is not hidden, by name; links are followed. Of a file that file, of nothing none.
 * @param above the folders that led here, so that a link back up ends the walk
 */
async function filesBelow(path: string, above: readonly string[] = []): Promise<string[]> {
  const entry = await stat(path).catch(() => null);
  if (entry?.isFile()) return [path];
  if (!entry?.isDirectory()) return [];
  const real = await realpath(path);
  if (above.includes(real)) return [];
  const found: string[][] = [];
  for (const name of (await readdir(path)).sort())
    if (!name.startsWith('.')) found.push(await filesBelow(join(path, name), [...above, real]));
  return found.flat();
}

async function collect(names: AsyncIterable<string>): Promise<string[]> {
  const all = [];
  for await (const name of names) all.push(name);
  return all;
}

/** A folder as datasets are read from. @throws UsageError */
export async function openFolder(root: string): Promise<Draft> {
  if (!(await stat(root).catch(() => null))?.isDirectory())
    throw new UsageError(`there is no folder ${root}`);
  const files = (await filesBelow(root)).map((path) => relative(root, path).replaceAll('\\', '/'));
  return { files: files.toSorted(), read: async (file) => new Uint8Array(await readFile(join(root, file))) };
}
