import { folderOf, pictureFile, splitOf, type SourceFolder, type SourceList } from './source.ts';

const splitWords = /^(train|training|valid|val|validation|test|testing)$/i;
/** Folders that say how a set is stored, not what it shows. */
const plainWords = /^(images?|imgs|data|pictures|photos)$/i;

/**
 * A folder per class, alone or below train, valid and test. The class is the innermost folder that says something: `train/ok_front/1.jpg`,
 * `MT_Crack/Imgs/2.jpg`.
 */
export function readFolders({ files }: Pick<SourceFolder, 'files'>): SourceList {
  const pictures = files
    .filter((file) => pictureFile.test(file))
    .map((file) => {
      const words = folderOf(file)
        .split('/')
        .filter((word) => word !== '' && !splitWords.test(word) && !plainWords.test(word));
      const [split, name] = [splitOf(file), words.at(-1)];
      return { file, ...(split && { split }), ...(name !== undefined && { class: name }) };
    });
  const classes = [...new Set(pictures.flatMap((picture) => picture.class ?? []))].toSorted();
  return { layout: 'folders', pictures, classes, faults: [] };
}
