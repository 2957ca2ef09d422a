import type { z } from 'zod';
import { LoupeError } from '../contract/errors.ts';
import { FileError, type Files } from './platform.ts';

/** The folder a path lies in; `''` is the data folder itself. */
export function parentOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? '' : path.slice(0, cut);
}

/** Makes a folder and every missing parent; all names are on disk when it resolves. */
export async function makeFolders(files: Files, path: string): Promise<void> {
  await files.makeFolder(path);
  for (let folder = path; folder !== ''; folder = parentOf(folder)) await files.syncFolder(parentOf(folder));
}

/**
 * A file is there whole, or not there: temp, fsync, rename, fsync of the folder. Callers write one path once at a time.
 * `content` may be a function of the new file's identity, for a file that knows itself.
 */
export async function writeWhole(
  files: Files,
  path: string,
  content: Uint8Array | ((identity: string) => Uint8Array),
): Promise<void> {
  const temporary = `${path}.part`;
  await removeIfThere(files, temporary);
  const handle = await files.create(temporary);
  try {
    await handle.write(typeof content === 'function' ? content(await files.identity(temporary)) : content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await files.rename(temporary, path);
  await files.syncFolder(parentOf(path));
}

export async function removeIfThere(files: Files, path: string): Promise<void> {
  try {
    await files.remove(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** The file's bytes, or null when there is none. */
export async function readIfThere(files: Pick<Files, 'read'>, path: string): Promise<Uint8Array | null> {
  try {
    return await files.read(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** What a file of ours says; null where there is none, or it is not as it was written. @throws FileError */
export async function readJsonIfThere<T>(
  files: Pick<Files, 'read'>,
  path: string,
  schema: z.ZodType<T>,
): Promise<T | null> {
  const bytes = await readIfThere(files, path);
  if (bytes === null) return null;
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof FileError && error.code === 'missing';
}

/** This station's disk did not do what was asked of it. */
export function notWritten(error: unknown): LoupeError<'not-written'> {
  const full = error instanceof FileError && error.code === 'no-space';
  const cause = full
    ? 'the disk of this station is full; with room on it, it goes on by itself'
    : causeOf(error);
  return new LoupeError('not-written', { cause }, { cause: error });
}

/** What went wrong, in one line for a person. */
export function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const jsonBytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
