import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { causeOf } from '../../host/durable.ts';
import { Refusal } from './refusal.ts';

/** The calls that change a disk, so that a test can end the process at each. */
export type InstallFiles = Pick<typeof nodeFiles, 'open' | 'link' | 'copyFile' | 'rename' | 'rm'>;

const chunkBytes = 1 << 20;
const newOf = (target: string) => `${target}.new`;
const oldOf = (target: string) => `${target}.old`;

/**
 * Replaces an AppImage by a downloaded one. `target` is at every moment the whole old file or the whole new one: the new one is written
 * beside it, hashed as it is written, fsynced and renamed over it. The old one stays as `<target>.old` until the new one has started.
 * @throws Refusal `wrong-hash` when the download is no longer what was signed, `not-installed` when it cannot be written; `target` is the
 * old one then
 */
export async function installAppImage(
  { from, target, sha512 }: { readonly from: string; readonly target: string; readonly sha512: string },
  files: InstallFiles = nodeFiles,
): Promise<void> {
  if (!isAbsolute(target)) throw new Refusal('not-installed', `${target} is no absolute path`);
  try {
    await copyChecked(from, newOf(target), sha512, files);
    await keepOld(target, files);
    await files.rename(newOf(target), target);
    await syncFolder(dirname(target), files);
  } catch (error) {
    await files.rm(newOf(target), { force: true }).catch(() => undefined);
    if (error instanceof Refusal) throw error;
    throw new Refusal('not-installed', `${target} cannot be replaced: ${causeOf(error)}`, { cause: error });
  }
}

/** Called once a start has succeeded: what an install left behind, or did not finish, goes. */
export async function confirmStart(target: string, files: InstallFiles = nodeFiles): Promise<void> {
  await files.rm(newOf(target), { force: true });
  await files.rm(oldOf(target), { force: true });
}

/** @throws Refusal `wrong-hash` */
export async function checkFile(file: string, sha512: string): Promise<void> {
  const hash = createHash('sha512');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  if (hash.digest('base64') !== sha512) throw noLonger();
}

const noLonger = () => new Refusal('wrong-hash', 'the downloaded file is no longer the one that was signed');

async function copyChecked(from: string, to: string, sha512: string, files: InstallFiles): Promise<void> {
  const hash = createHash('sha512');
  const source = await files.open(from, 'r');
  try {
    await files.rm(to, { force: true });
    // Owner-only until it is known to be what was signed.
    const copy = await files.open(to, 'wx', 0o600);
    try {
      const chunk = Buffer.alloc(chunkBytes);
      for (;;) {
        const { bytesRead } = await source.read(chunk, 0, chunkBytes, null);
        if (bytesRead === 0) break;
        const part = chunk.subarray(0, bytesRead);
        hash.update(part);
        await copy.writeFile(part);
      }
      if (hash.digest('base64') !== sha512) throw noLonger();
      await copy.chmod(0o755);
      await copy.sync();
    } finally {
      await copy.close();
    }
  } finally {
    await source.close();
  }
}

/** The file that runs gets a second name; where the disk knows no links (exFAT), a copy. */
async function keepOld(target: string, files: InstallFiles): Promise<void> {
  await files.rm(oldOf(target), { force: true });
  try {
    await files.link(target, oldOf(target));
  } catch {
    await files.copyFile(target, oldOf(target), constants.COPYFILE_EXCL);
  }
}

async function syncFolder(folder: string, files: InstallFiles): Promise<void> {
  const handle = await files.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
