import { readCoco } from './coco.ts';
import { guessColumns, readCsvBoxes, type BoxColumns } from './csv-boxes.ts';
import { readFolders } from './folders.ts';
import { idxImages, readIdxFolder } from './idx-folder.ts';
import { readPairs } from './pairs.ts';
import { pictureFile, type Layout, type SourceFolder, type SourceList } from './source.ts';
import { readTable } from './table.ts';
import { readVoc } from './voc.ts';
import { readYolo } from './yolo.ts';

/** What a folder looks like, by the annotations it holds; with none of them it is a folder per class. */
export async function detectLayout(folder: SourceFolder): Promise<Layout> {
  const has = (pattern: RegExp) => folder.files.some((file) => pattern.test(file));
  if (has(idxImages)) return 'idx';
  if (has(/\.xml$/i)) return 'voc';
  for (const json of folder.files.filter((file) => /\.json$/i.test(file)).slice(0, 5))
    if (/"annotations"\s*:/.test(await folder.text(json))) return 'coco';
  if (has(/(^|\/)labels\/[^/]*\.txt$/i) || has(/(^|\/)data\.ya?ml$/i) || pairedTexts(folder)) return 'yolo';
  for (const csv of folder.files.filter((file) => /\.csv$/i.test(file)))
    if (guessColumns(headerOf(await folder.text(csv))) !== null) return 'csv-boxes';
  const { pictures } = readPairs(folder);
  return pictures.filter(({ mask }) => mask !== undefined).length * 2 > pictures.length ? 'pairs' : 'folders';
}

/** Reads a folder. @param options what the folder does not say by itself */
export async function readSource(
  folder: SourceFolder,
  options: { readonly layout?: Layout | undefined; readonly columns?: BoxColumns | undefined } = {},
): Promise<SourceList> {
  switch (options.layout ?? (await detectLayout(folder))) {
    case 'folders':
      return readFolders(folder);
    case 'yolo':
      return readYolo(folder);
    case 'voc':
      return readVoc(folder);
    case 'coco':
      return readCoco(folder);
    case 'csv-boxes':
      return readCsvBoxes(folder, options.columns);
    case 'idx':
      return readIdxFolder(folder);
    case 'pairs':
      return withClasses(readPairs(folder), readFolders(folder));
  }
}

/** Pairs in folders of classes keep their class: `MT_Crack/Imgs/a.jpg` with its mask beside it. */
function withClasses(pairs: SourceList, folders: SourceList): SourceList {
  const classOf = new Map(folders.pictures.map(({ file, class: name }) => [file, name]));
  const pictures = pairs.pictures.map((picture) => {
    const name = classOf.get(picture.file);
    return name === undefined ? picture : { ...picture, class: name };
  });
  const classes = [...new Set(pictures.flatMap((picture) => picture.class ?? []))].toSorted();
  return { ...pairs, pictures, classes: classes.length > 1 ? classes : [] };
}

/** Most pictures have a text file of the same name beside them. */
function pairedTexts({ files }: SourceFolder): boolean {
  const texts = new Set(
    files.filter((file) => /\.txt$/i.test(file)).map((file) => file.replace(/\.txt$/i, '')),
  );
  const pictures = files.filter((file) => pictureFile.test(file));
  return (
    texts.size > 0 &&
    pictures.filter((file) => texts.has(file.replace(/\.[^.]+$/, ''))).length * 2 > pictures.length
  );
}

function headerOf(text: string): string[] {
  try {
    return Object.keys(readTable(text.split(/\r?\n/).slice(0, 2).join('\n'))[0] ?? {});
  } catch {
    return [];
  }
}
