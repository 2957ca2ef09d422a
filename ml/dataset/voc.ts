import {
  baseName,
  pictureFile,
  splitOf,
  stemOf,
  type SourceBox,
  type SourceFault,
  type SourceFolder,
  type SourceList,
  type SourcePicture,
} from './source.ts';

/**
 * Pascal VOC: an XML file a picture, found by the file name it states, else by its stem. Corners count from 1 and include their pixel, as
 * the VOC devkit has it: `xmin 1, xmax 1` is one pixel wide.
 */
export async function readVoc(folder: SourceFolder): Promise<SourceList> {
  const unpaired = new Map(
    folder.files.filter((file) => pictureFile.test(file)).map((file) => [baseName(file), file]),
  );
  const byStem = new Map([...unpaired].map(([base, file]) => [stemOf(base), file]));
  const faults: SourceFault[] = [];
  const pictures: SourcePicture[] = [];
  const classes = new Set<string>();
  for (const xml of folder.files.filter((file) => /\.xml$/i.test(file))) {
    const text = await folder.text(xml);
    if (!/<annotation[\s>]/.test(text)) {
      faults.push({ check: 'unreadable', file: xml, message: `${xml} has no <annotation>` });
      continue;
    }
    const file = unpaired.get(inside(text, 'filename') ?? '') ?? byStem.get(stemOf(xml));
    if (file === undefined) {
      faults.push({ check: 'orphan-annotation', file: xml, message: `${xml} belongs to no picture` });
      continue;
    }
    unpaired.delete(baseName(file));
    const boxes = objectsOf(text, xml, faults);
    for (const box of boxes) classes.add(box.class);
    const size = inside(text, 'size') ?? '';
    const split = splitOf(file);
    const declared = { width: numberIn(size, 'width'), height: numberIn(size, 'height') };
    pictures.push({
      ...{ file, boxes },
      ...(split && { split }),
      ...(declared.width > 0 && declared.height > 0 && { declared }),
    });
  }
  for (const file of unpaired.values()) {
    faults.push({ check: 'orphan-picture', file, message: `${file} has no annotation` });
    const split = splitOf(file);
    pictures.push({ file, ...(split && { split }) });
  }
  return { layout: 'voc', pictures, classes: [...classes].toSorted(), faults };
}

function objectsOf(text: string, file: string, faults: SourceFault[]): SourceBox[] {
  return [...text.matchAll(/<object>([\s\S]*?)<\/object>/g)].flatMap(([, object = ''], index) => {
    const name = inside(object, 'name')?.trim();
    const bounds = inside(object, 'bndbox') ?? '';
    const [left, top, right, bottom] = ['xmin', 'ymin', 'xmax', 'ymax'].map((tag) => numberIn(bounds, tag));
    const box = [left! - 1, top! - 1, right! - left! + 1, bottom! - top! + 1] as const;
    if (name === undefined || name === '' || !box.every(Number.isFinite)) {
      faults.push({
        check: 'unreadable',
        file,
        message: `object ${index + 1} of ${file} has no name or no box`,
      });
      return [];
    }
    return [{ class: name, box }];
  });
}

const inside = (text: string, tag: string): string | undefined => {
  const found = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text)?.[1];
  return found
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
};

const numberIn = (text: string, tag: string): number => {
  const found = inside(text, tag)?.trim();
  return found === undefined || found === '' ? Number.NaN : Number(found);
};
