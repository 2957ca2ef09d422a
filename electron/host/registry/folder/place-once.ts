import { LoupeError } from '../../../contract/errors.ts';
import { causeOf, makeFolders, parentOf, readIfThere } from '../../durable.ts';
import type { Files } from '../../platform.ts';

/**
 * Puts a file where only this content may ever lie: temp under a name of its own, fsync, rename, fsync of the folder, read back. Whoever else
 * writes it at the same time writes the same bytes, so neither harms the other.
 * @param token tells this writer from every other
 * @throws LoupeError `not-written`
 */
export async function placeOnce(files: Files, path: string, bytes: Uint8Array, token: string): Promise<void> {
  try {
    if (same(await readIfThere(files, path), bytes)) return;
    await makeFolders(files, parentOf(path));
    const temporary = `${path}.${token}.part`;
    const handle = await files.create(temporary);
    try {
      await handle.write(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await files.rename(temporary, path);
    await files.syncFolder(parentOf(path));
    if (!same(await readIfThere(files, path), bytes))
      throw new Error(`${path} was not stored as it was sent`);
  } catch (error) {
    throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
  }
}

const same = (one: Uint8Array | null, other: Uint8Array): boolean =>
  one !== null && Buffer.compare(one, other) === 0;
