import { boundsOf } from './outline.ts';
import {
  folderOf,
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
 * YOLO: `images/a.jpg` beside `labels/a.txt`, a line a box: class, then the middle, width and height as shares of the picture; or a
 * polygon. Names come from `data.yaml`, `classes.txt` or `obj.names`; an empty file means a picture without boxes.
 */
export async function readYolo(folder: SourceFolder): Promise<SourceList> {
  const names = await classNames(folder);
  const labels = new Map(
    folder.files.filter(isLabel).map((file) => [`${folderOf(file)}/${stemOf(file)}`.toLowerCase(), file]),
  );
  const faults: SourceFault[] = [];
  const pictures: SourcePicture[] = [];
  for (const file of folder.files.filter((one) => pictureFile.test(one))) {
    const beside = [folderOf(file).replace(/(^|\/)images(?=\/|$)/i, '$1labels'), folderOf(file)];
    const label = beside
      .map((at) => `${at}/${stemOf(file)}`.toLowerCase())
      .map((key) => [key, labels.get(key)] as const)
      .find(([, found]) => found !== undefined);
    const split = splitOf(file);
    const known = { file, ...(split && { split }) };
    if (label?.[1] === undefined) {
      faults.push({ check: 'orphan-picture', file, message: `${file} has no label file` });
      pictures.push(known);
      continue;
    }
    labels.delete(label[0]);
    pictures.push({ ...known, boxes: readLines(await folder.text(label[1]), label[1], names, faults) });
  }
  for (const file of labels.values())
    faults.push({ check: 'orphan-annotation', file, message: `${file} belongs to no picture` });
  return { layout: 'yolo', pictures, classes: names, faults };
}

const isLabel = (file: string): boolean =>
  /\.txt$/i.test(file) && !/(^|\/)(classes|readme[^/]*|requirements|train|valid|val|test)\.txt$/i.test(file);

function readLines(text: string, file: string, names: readonly string[], faults: SourceFault[]): SourceBox[] {
  const boxes: SourceBox[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const at = { file, line: index + 1 };
    const [id = Number.NaN, ...numbers] = line.split(/\s+/).map(Number);
    const polygon = numbers.length >= 6 && numbers.length % 2 === 0;
    if (!Number.isInteger(id) || !numbers.every(Number.isFinite) || !(numbers.length === 4 || polygon)) {
      faults.push({ ...at, check: 'unreadable', message: `“${line.slice(0, 60)}” is no YOLO box` });
      continue;
    }
    const name = names[id];
    if (name === undefined) {
      faults.push({
        ...at,
        check: 'unknown-class',
        message: `class ${id} is not among the ${names.length} names`,
      });
      continue;
    }
    boxes.push({
      ...{ class: name, box: polygon ? boundsOf(numbers) : fromMiddle(numbers), relative: true },
      ...(polygon && { polygon: numbers }),
    });
  }
  return boxes;
}

const fromMiddle = ([x = 0, y = 0, width = 0, height = 0]: readonly number[]): SourceBox['box'] => [
  x - width / 2,
  y - height / 2,
  width,
  height,
];

async function classNames({ files, text }: SourceFolder): Promise<string[]> {
  const yaml = files.find((file) => /(^|\/)[^/]*\.ya?ml$/i.test(file));
  if (yaml !== undefined) {
    const names = namesOfYaml(await text(yaml));
    if (names.length > 0) return names;
  }
  const list = files.find((file) => /(^|\/)(classes\.txt|obj\.names|[^/]*\.names)$/i.test(file));
  if (list === undefined) return [];
  return (await text(list))
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** `names` of a YOLO `data.yaml`: a list in brackets, a list of lines, or numbered lines. */
export function namesOfYaml(text: string): string[] {
  const unquoted = (word: string) => word.trim().replace(/^(['"])(.*)\1$/, '$2');
  const inline = /^names:\s*\[([\s\S]*?)\]/m.exec(text)?.[1];
  if (inline !== undefined)
    return [...inline.matchAll(/'((?:[^']|'')*)'|"([^"]*)"|([^,'"\s][^,'"]*)/g)].map((found) =>
      (found[1]?.replaceAll("''", "'") ?? found[2] ?? found[3] ?? '').trim(),
    );
  const block = /^names:[ \t]*\r?\n((?:[ \t]*(?:-|\d+:)[^\n]*(?:\n|$))*)/m.exec(text)?.[1] ?? '';
  return block
    .split(/\r?\n/)
    .map((line) => unquoted(line.trim().replace(/^(-|\d+:)/, '')))
    .filter((name) => name !== '');
}
