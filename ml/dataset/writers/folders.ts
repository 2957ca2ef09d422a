import { folderName, joined, missing, once, pictureAt, type Writer } from './export.ts';

/** A folder per class below the sides of the split. */
export const writeFolders: Writer = (dataset, placed) => ({
  files: once(
    placed.map((one) => {
      const { split, class: name } = one.entry;
      return pictureAt(joined(split, name && folderName(name)), one);
    }),
  ),
  notes: missing(dataset, 'folders', ['boxes', 'mask', 'group', 'author', 'source', 'licence']),
});
