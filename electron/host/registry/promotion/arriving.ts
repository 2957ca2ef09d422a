import { makeFolders, notWritten, readIfThere, removeIfThere, writeWhole } from '../../durable.ts';
import type { Files } from '../../platform.ts';
import type { PackageRef } from '../registry.ts';

/** Where the files of a package wait until all are here, so that a cut, or a kill, costs one file at most. */
export interface Arriving {
  /** A file that came whole before. Nothing of it is believed: the package as a whole is verified. null: it has to be fetched */
  take(path: string, size: number): Promise<Uint8Array | null>;
  /** On disk when it resolves. @throws LoupeError `not-written` */
  keep(path: string, bytes: Uint8Array): Promise<void>;
}

const folder = 'registry/arriving';
const fits = /^[\w-][\w.-]*(\/[\w-][\w.-]*){0,6}$/;

/** Nothing is kept: for whoever fetches to look. */
export const nowhere: Arriving = { take: async () => null, keep: async () => undefined };

export interface ArrivingHere extends Arriving {
  /** How many files were taken. */
  taken(): number;
  /** Nothing is kept any more. */
  discard(): Promise<void>;
}

export function arrivingAt(files: Files, { sha256 }: PackageRef): ArrivingHere {
  let taken = 0;
  const placeOf = (path: string): string | null =>
    fits.test(path) ? `${folder}/${sha256}-${path.replaceAll('/', '+')}` : null;
  return {
    async take(path, size) {
      const place = placeOf(path);
      const bytes = place === null ? null : await readIfThere(files, place);
      if (bytes?.length !== size) return null;
      taken += 1;
      return bytes;
    },
    async keep(path, bytes) {
      const place = placeOf(path);
      if (place === null) return;
      try {
        await makeFolders(files, folder);
        await writeWhole(files, place, bytes);
      } catch (error) {
        throw notWritten(error);
      }
    },
    taken: () => taken,
    // Also what is left of other packages: one arrives at a time.
    async discard() {
      for (const name of await files.list(folder)) await removeIfThere(files, `${folder}/${name}`);
    },
  };
}
