import { grouped } from './grouped.ts';
import {
  folderOf,
  pictureFile,
  splitOf,
  stemOf,
  type SourceFault,
  type SourceFolder,
  type SourceList,
  type SourcePicture,
} from './source.ts';

const maskFile = /\.(png|gif|tiff?|bmp)$/i;
const maskFolder =
  /(^|[/_-])(masks?|labels?|annotations?|ground_?truth|gt|manual|1st_manual|seg(mentation)?s?)$/i;
/** What a mask's stem has more than its picture's, at either end. */
const maskWords = /^(mask|label|seg|gt)(?=[\d_-])[_-]?|[_-](mask|label|seg|gt|manual\d*)$/i;
const pictureWords = /^(img|image)(?=[\d_-])[_-]?|[_-](img|image)$/i;

/**
 * Pictures and masks that belong together by their stems, never by their order: `images/a.tif` and `masks/a.png`, `21_training.tif` and
 * `21_manual1.gif` (the same leading number), `img3d.tif` and
 * `mask3d.tif`, or `a.jpg` beside `a.png`. Whether files of several pages have as many pages is seen when they are opened.
 */
export function readPairs({ files }: Pick<SourceFolder, 'files'>): SourceList {
  const candidates = files.filter((file) => pictureFile.test(file) || maskFile.test(file));
  const masks = candidates.filter(isMask(candidates));
  const isTaken = new Set(masks);
  const pictures = candidates.filter((file) => !isTaken.has(file));
  const unpaired = new Set(masks);
  const find = maskOf(masks);
  const faults: SourceFault[] = [];
  const paired = pictures.map((file): SourcePicture => {
    const split = splitOf(file);
    const known = { file, ...(split && { split }) };
    const mask = find(file);
    if (mask === undefined) {
      faults.push({ check: 'orphan-picture', file, message: `${file} has no mask` });
      return known;
    }
    unpaired.delete(mask);
    return { ...known, mask: { file: mask } };
  });
  for (const file of unpaired)
    faults.push({ check: 'orphan-annotation', file, message: `${file} belongs to no picture` });
  return { layout: 'pairs', pictures: paired, classes: [], faults };
}

/** A mask lies in a folder for masks, says so in its name, or shares folder and stem with a JPEG. */
function isMask(files: readonly string[]): (file: string) => boolean {
  const photographs = new Set(
    files.filter((file) => /\.jpe?g$/i.test(file)).map((file) => `${folderOf(file)}/${stemOf(file)}`),
  );
  return (file) =>
    maskFile.test(file) &&
    (maskFolder.test(folderOf(file)) ||
      maskWords.test(stemOf(file)) ||
      (!/\.jpe?g$/i.test(file) && photographs.has(`${folderOf(file)}/${stemOf(file)}`)));
}

/**
 * Finds the mask of a picture, in the same folder or one beside it: that of the same stem, with or without the words that say what it is;
 * else the only one with the same leading number. Where several fit, none does.
 */
function maskOf(masks: readonly string[]): (picture: string) => string | undefined {
  const keyOf = (file: string, kind: 'stem' | 'bare' | 'number', word: string) =>
    `${folderOf(folderOf(file))}/${kind} ${word}`;
  const places = grouped(masks, (mask) => {
    const stem = stemOf(mask);
    const number = leadingNumber(stem);
    return [
      keyOf(mask, 'stem', stem),
      keyOf(mask, 'bare', stem.replace(maskWords, '')),
      ...(number === undefined ? [] : [keyOf(mask, 'number', number)]),
    ];
  });
  const at = (key: string) => places.get(key) ?? [];
  return (picture) => {
    const stem = stemOf(picture);
    const same = new Set([
      ...at(keyOf(picture, 'stem', stem)),
      ...at(keyOf(picture, 'bare', stem)),
      ...at(keyOf(picture, 'bare', stem.replace(pictureWords, ''))),
    ]);
    const number = leadingNumber(stem);
    const fits = same.size > 0 || number === undefined ? [...same] : at(keyOf(picture, 'number', number));
    return fits.length === 1 ? fits[0] : undefined;
  };
}

const leadingNumber = (stem: string): string | undefined => /^\d+(?=[_-])/.exec(stem)?.[0];
