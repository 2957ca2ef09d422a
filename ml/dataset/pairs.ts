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
  const faults: SourceFault[] = [];
  const paired = pictures.map((file): SourcePicture => {
    const split = splitOf(file);
    const known = { file, ...(split && { split }) };
    const mask = onlyOne(masks, file);
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

/** The mask of the same stem; else the only one with the same leading number. */
function onlyOne(masks: readonly string[], picture: string): string | undefined {
  const stem = stemOf(picture);
  const parent = (file: string) => folderOf(folderOf(file));
  const near = masks.filter(
    (mask) => folderOf(mask) === folderOf(picture) || parent(mask) === parent(picture),
  );
  const bare = stem.replace(pictureWords, '');
  const same = near.filter(
    (mask) => [stem, bare].includes(stemOf(mask).replace(maskWords, '')) || stemOf(mask) === stem,
  );
  if (same.length > 0) return same.length === 1 ? same[0] : undefined;
  const number = /^\d+(?=[_-])/.exec(stem)?.[0];
  const numbered = near.filter(
    (mask) => number !== undefined && /^\d+(?=[_-])/.exec(stemOf(mask))?.[0] === number,
  );
  return numbered.length === 1 ? numbered[0] : undefined;
}
