import { createHash, type Hash } from 'node:crypto';
import { LoupeError } from '../../contract/errors.ts';
import { causeOf, removeIfThere } from '../durable.ts';
import type { AppendHandle, Files } from '../platform.ts';
import { folder, openSegmentName, pathOf } from './segments.ts';

/** The segment being written. Its `size` counts acknowledged bytes only. */
export interface OpenSegment {
  readonly name: string;
  readonly firstSeq: number;
  size(): number;
  /**
   * Adds whole lines; on disk when it resolves. After a failure nothing of them counts: the next call first cuts the file back to its
   * acknowledged bytes. A failed fsync may have dropped its pages from the cache for good, so the handle is never trusted again; cutting
   * dirties the last page anew, and what should then be the file's end is read back.
   * @throws LoupeError `not-written`; `journal-stopped` when the file cannot be brought back to its acknowledged bytes
   */
  append(bytes: Uint8Array): Promise<void>;
  /** Brings the file to exactly its acknowledged bytes, all of them on disk, and lets go of it. */
  close(): Promise<void>;
  /** SHA-256 of the acknowledged bytes. */
  sha256(): string;
}

export function createOpenSegment({
  files,
  firstSeq,
  existing = new Uint8Array(),
}: {
  files: Files;
  firstSeq: number;
  /** The bytes already in it, checked. */
  existing?: Uint8Array;
}): OpenSegment {
  const name = openSegmentName(firstSeq);
  const path = pathOf({ name });
  const hash: Hash = createHash('sha256').update(existing);
  let size = existing.length;
  let last = existing.slice(-4096);
  let handle: AppendHandle | null = null;
  let dirty = false;
  /** A process that was killed before its fsync leaves lines that only the cache holds: they read well, and a power cut takes them. */
  let inherited = existing.length > 0;

  async function letGo(): Promise<void> {
    const old = handle;
    handle = null;
    await old?.close();
  }

  async function recover(): Promise<void> {
    await letGo().catch(() => {});
    if (size === 0) {
      await removeIfThere(files, path);
      await files.syncFolder(folder);
    } else {
      await files.truncate(path, size);
      handle = await files.append(path);
      await handle.sync();
      const found = await files.readRange(path, size - last.length, size);
      if (Buffer.compare(found, last) !== 0) throw new Error(`${name}: its last lines read back differently`);
    }
    dirty = false;
  }

  async function recoverOrStop(): Promise<void> {
    try {
      await recover();
    } catch (error) {
      throw new LoupeError(
        'journal-stopped',
        { cause: `An earlier write failed and could not be undone: ${causeOf(error)}` },
        { cause: error },
      );
    }
  }

  return {
    name,
    firstSeq,
    size: () => size,
    async append(bytes) {
      if (dirty) await recoverOrStop();
      dirty = true;
      try {
        handle ??= await files.append(path);
        await handle.write(bytes);
        await handle.sync();
        inherited = false;
        if (size === 0) await files.syncFolder(folder);
      } catch (error) {
        throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
      }
      dirty = false;
      size += bytes.length;
      hash.update(bytes);
      const both = Buffer.concat([last, bytes]);
      last = both.subarray(Math.max(0, both.length - 4096));
    },
    async close() {
      if (dirty) await recoverOrStop();
      if (inherited) {
        handle ??= await files.append(path);
        await handle.sync();
        inherited = false;
      }
      await letGo();
    },
    sha256: () => hash.copy().digest('hex'),
  };
}
