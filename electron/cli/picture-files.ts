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
    const before = found.size;
    const there = await stat(word).catch(() => null);
    // What exists is meant as it is written, whatever its name.
    if (there) await take(word, found, true);
    else if (/[*?[{]/.test(word))
      for (const name of (await collect(glob(word))).sort()) await take(name, found, false);
    else throw new UsageError(`there is no file or folder ${word}`);
    if (found.size === before && !found.has(word)) throw new UsageError(`${word}: there is no picture there`);
  }
  return [...found];
}

/** A file that was named is taken whatever its name; one that was found must look like a picture. */
async function take(
  path: string,
  found: Set<string>,
  named: boolean,
  above: readonly string[] = [],
): Promise<void> {
  const entry = await stat(path).catch(() => null);
  if (entry?.isFile() && (named || pictures.test(path))) found.add(path);
  if (!entry?.isDirectory()) return;
  const real = await realpath(path);
  if (above.includes(real)) return; // a link back up
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
  for (const name of names) await take(join(path, name), found, false, [...above, real]);
}

async function collect(names: AsyncIterable<string>): Promise<string[]> {
  const all = [];
  for await (const name of names) all.push(name);
  return all;
}
