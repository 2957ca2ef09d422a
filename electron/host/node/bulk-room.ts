import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';

/** Memory that host and worker both see: a file in `/dev/shm` without a name, which goes when both have closed it. */
export interface BulkRoom {
  readonly descriptor: number;
  /** Lays the parts down one after the other, from the start. @returns false when there is no room for them */
  put(parts: readonly Uint8Array[]): boolean;
  close(): void;
}

const shared = '/dev/shm';
/** More than a frame takes (a model on its way in, say) is given back after use. */
const keptBytes = 16_000_000;

/** @returns null where the system has no such memory */
export function openBulkRoom(): BulkRoom | null {
  if (!existsSync(shared)) return null;
  let descriptor: number;
  try {
    const path = `${shared}/loupe-${randomBytes(12).toString('hex')}`;
    descriptor = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
  } catch {
    return null;
  }
  let used = 0;
  let closed = false;
  return {
    descriptor,
    put(parts) {
      if (closed) return false;
      try {
        if (used > keptBytes) ftruncateSync(descriptor, 0);
        used = 0;
        for (const part of parts)
          for (let at = 0; at < part.length;) {
            const written = writeSync(descriptor, part, at, part.length - at, used);
            at += written;
            used += written;
          }
        return true;
      } catch {
        ftruncateSync(descriptor, 0);
        return false;
      }
    },
    close() {
      if (!closed) closeSync(descriptor);
      closed = true;
    },
  };
}
