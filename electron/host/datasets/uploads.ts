import { LoupeError } from '../../contract/errors.ts';
import { removeIfThere } from '../durable.ts';
import type { Platform } from '../platform.ts';

/** Files on their way into a dataset. */
export interface Draft {
  /** Their paths, sorted. */
  readonly files: readonly string[];
  /** @throws LoupeError `not-found` */
  read(path: string): Promise<Uint8Array>;
}

/** What pages send before it is a dataset: kept beside the datasets, and never longer than its session, or an hour without a call. */
export interface Uploads {
  /** A path that comes again takes the place of the one before. @throws LoupeError `disk-low`, `not-written` */
  add(
    session: string,
    draft: string,
    files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  ): Promise<{ files: number; bytes: number }>;
  /** @throws LoupeError `not-found` */
  open(session: string, draft: string): Draft;
  forget(session: string, draft: string): Promise<void>;
  endSession(session: string): Promise<void>;
}

const folder = 'cache/uploads';
const keptMs = 3_600_000;

interface Kept {
  readonly session: string;
  readonly files: Map<string, { readonly at: string; readonly bytes: number }>;
  used: number;
}

/** Opens it empty: what an earlier start had taken in is gone. */
export async function openUploads({
  platform: { files, clock },
  floorBytes,
}: {
  readonly platform: Pick<Platform, 'files' | 'clock'>;
  readonly floorBytes: () => number;
}): Promise<Uploads> {
  await files.makeFolder('cache');
  await files.makeFolder(folder);
  for (const name of await files.list(folder)) await removeIfThere(files, `${folder}/${name}`);
  const drafts = new Map<string, Kept>();
  let running = 0;
  const keyOf = (session: string, draft: string) => JSON.stringify([session, draft]);

  const drop = async (key: string) => {
    const found = drafts.get(key);
    drafts.delete(key);
    for (const { at } of found?.files.values() ?? []) await removeIfThere(files, at);
  };
  const dropOld = async () => {
    for (const [key, { used }] of drafts) if (clock.monotonic() - used > keptMs) await drop(key);
  };

  return {
    async add(session, draft, sent) {
      await dropOld();
      const key = keyOf(session, draft);
      const kept = drafts.get(key) ?? { session, files: new Map(), used: 0 };
      drafts.set(key, kept);
      const size = sent.reduce((sum, { bytes }) => sum + bytes.length, 0);
      const freeBytes = await files.freeBytes();
      if (freeBytes - size < floorBytes())
        throw new LoupeError('disk-low', { freeBytes, floorBytes: floorBytes() });
      for (const { path, bytes } of sent) {
        const at = `${folder}/${++running}`;
        const handle = await files.create(at);
        await handle.write(bytes).finally(() => handle.close());
        const name = path.replace(/^(\.?\/)+/, '');
        const before = kept.files.get(name);
        kept.files.set(name, { at, bytes: bytes.length });
        if (before) await removeIfThere(files, before.at);
      }
      kept.used = clock.monotonic();
      const all = [...kept.files.values()];
      return { files: all.length, bytes: all.reduce((sum, one) => sum + one.bytes, 0) };
    },
    open(session, draft) {
      const kept = drafts.get(keyOf(session, draft));
      if (!kept) throw new LoupeError('not-found', { what: 'draft', id: draft });
      kept.used = clock.monotonic();
      return {
        files: [...kept.files.keys()].toSorted(),
        async read(path) {
          kept.used = clock.monotonic();
          const found = kept.files.get(path);
          if (!found) throw new LoupeError('not-found', { what: 'file', id: path });
          return files.read(found.at);
        },
      };
    },
    forget: (session, draft) => drop(keyOf(session, draft)),
    async endSession(session) {
      for (const [key, kept] of drafts) if (kept.session === session) await drop(key);
    },
  };
}
