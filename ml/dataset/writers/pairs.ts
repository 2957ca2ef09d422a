import { stemOf } from '../source.ts';
import {
  folderName,
  joined,
  missing,
  once,
  pictureAt,
  type ExportFile,
  type Placed,
  type StoredFiles,
  type Writer,
} from './export.ts';

/** `images/` and `masks/` with equal stems, below the sides of the split and the classes; stacks stay stacks. */
export const writePairs: Writer = (dataset, placed, stored) => ({
  files: once(
    placed.flatMap((one) => {
      const { split, class: name } = one.entry;
      const folder = joined(split, name && folderName(name));
      return [pictureAt(joined(folder, 'images'), one), ...maskAt(joined(folder, 'masks'), one, stored)];
    }),
  ),
  notes: missing(dataset, 'pairs', ['boxes', 'group', 'author', 'source', 'licence']),
});

function maskAt(folder: string, { entry: { mask }, base, cut }: Placed, stored: StoredFiles): ExportFile[] {
  if (mask === undefined) return [];
  const { image, page } = mask;
  if (!cut) return [{ path: joined(folder, stemOf(base) + stored.endingOf(image)), image }];
  return [{ path: joined(folder, `${stemOf(base)}.tif`), image, page: page ?? 1, mask: true }];
}
