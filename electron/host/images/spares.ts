import { causeOf, removeIfThere } from '../durable.ts';
import type { Platform } from '../platform.ts';

/**
 * Files made ahead for live frames, full of zeros, on disk and in the system's memory. A frame laid over one needs no memory and no blocks
 * found for it, which is most of what a new file takes. They never outlive the process: a start clears the folder they lie in.
 */
export interface Spares {
  /**
   * A spare of exactly this many bytes, the caller's from now on: it is renamed or removed, and never comes back. null when none is ready.
   * The size that is asked for twice in a row is the one that `make` makes.
   */
  take(size: number): string | null;
  /**
   * Makes what is missing and removes what no longer fits; for a moment when nobody waits. Never rejects: without a spare a frame becomes a
   * new file.
   */
  make(): Promise<void>;
}

/** Two pieces may follow each other faster than a spare is made. */
const ready = 2;

export function createSpares({
  platform: { files, log },
  folder,
  hasRoom,
}: {
  platform: Pick<Platform, 'files' | 'log'>;
  folder: string;
  /** Whether the disk can spare so many bytes. */
  hasRoom: (bytes: number) => Promise<boolean>;
}): Spares {
  let lying: { readonly path: string; readonly size: number }[] = [];
  let asked = 0;
  let steady = false;
  let made = 0;
  let making: Promise<void> | null = null;

  async function add(size: number): Promise<void> {
    const path = `${folder}/${++made}.spare`;
    try {
      const handle = await files.create(path);
      try {
        await handle.write(new Uint8Array(size));
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      await removeIfThere(files, path).catch(() => {});
      throw error;
    }
    lying.push({ path, size });
  }

  async function fill(): Promise<void> {
    if (!steady) return;
    const size = asked;
    const misfits = lying.filter((spare) => spare.size !== size);
    lying = lying.filter((spare) => spare.size === size);
    try {
      for (const { path } of misfits) await removeIfThere(files, path);
      while (lying.length < ready && asked === size && (await hasRoom(size))) await add(size);
    } catch (error) {
      log({ level: 'warn', what: 'no spare file for the next frame', cause: causeOf(error) });
    }
  }

  return {
    take(size) {
      steady = size === asked;
      asked = size;
      const found = lying.find((spare) => spare.size === size) ?? null;
      lying = lying.filter((spare) => spare !== found);
      return found?.path ?? null;
    },
    make: () => (making ??= fill().finally(() => (making = null))),
  };
}
