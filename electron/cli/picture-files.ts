import { glob, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
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
export const picturesIn = (folder: string): Promise<string[]> => picturesBelow(folder, []).catch(() => []);

async function meaning(word: string): Promise<string[]> {
  const entry = await stat(word).catch(() => null);
  // What exists is meant as it is written, whatever its name.
  if (entry?.isFile()) return [word];
  if (entry) return picturesBelow(word, []);
  if (!/[*?[{]/.test(word)) throw new UsageError(`there is no file or folder ${word}`);
  const names = (await collect(glob(word))).sort();
  return (await Promise.all(names.map((name) => picturesBelow(name, [])))).flat();
}

/** @param above the folders that led here, so that a link back up ends the walk */
async function picturesBelow(path: string, above: readonly string[]): Promise<string[]> {
  const entry = await stat(path).catch(() => null);
  if (entry?.isFile()) return pictures.test(path) ? [path] : [];
  if (!entry?.isDirectory()) return [];
  const real = await realpath(path);
  if (above.includes(real)) return [];
  const found: string[] = [];
  for (const name of (await readdir(path)).sort())
    if (!name.startsWith('.')) found.push(...(await picturesBelow(join(path, name), [...above, real])));
  return found;
}

async function collect(names: AsyncIterable<string>): Promise<string[]> {
  const all = [];
  for await (const name of names) all.push(name);
  return all;
}

/** Every file below a folder, by its path with `/`, sorted. @throws UsageError */
export async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new UsageError(`there is no folder ${root}`, { cause: error });
  });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
}
