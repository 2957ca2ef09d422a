import {
  baseName,
  pictureFile,
  splitOf,
  type SourceBox,
  type SourceFault,
  type SourceFolder,
  type SourceList,
  type SourcePicture,
} from './source.ts';
import { readTable } from './table.ts';

/** Which column holds what. Boxes are a corner and a size, or two corners, in pixels. */
export interface BoxColumns {
  readonly image: string;
  readonly class?: string;
  readonly x: string;
  readonly y: string;
  readonly width?: string;
  readonly height?: string;
  readonly right?: string;
  readonly bottom?: string;
  readonly imageWidth?: string;
  readonly imageHeight?: string;
}

/** Usual names of columns, best first; matched without regard to case. */
const usual: Readonly<Record<keyof BoxColumns, readonly string[]>> = {
  image: ['image_name', 'filename', 'file_name', 'image', 'file', 'name', 'image_id'],
  class: ['label_name', 'class', 'label', 'category', 'class_name'],
  x: ['bbox_x', 'bbox_x1', 'xmin', 'x_min', 'x1', 'left', 'x'],
  y: ['bbox_y', 'bbox_y1', 'ymin', 'y_min', 'y1', 'top', 'y'],
  width: ['bbox_width', 'box_width', 'w', 'width'],
  height: ['bbox_height', 'box_height', 'h', 'height'],
  right: ['xmax', 'x_max', 'bbox_x2', 'x2', 'right'],
  bottom: ['ymax', 'y_max', 'bbox_y2', 'y2', 'bottom'],
  imageWidth: ['image_width', 'img_width'],
  imageHeight: ['image_height', 'img_height'],
};

/** The columns of a table of boxes, as far as their names say; null where they do not. */
export function guessColumns(header: readonly string[]): BoxColumns | null {
  const find = (key: keyof BoxColumns) => {
    const wanted = usual[key].find((name) => header.some((column) => column.toLowerCase() === name));
    return header.find((column) => column.toLowerCase() === wanted);
  };
  const found = Object.fromEntries(
    (Object.keys(usual) as (keyof BoxColumns)[]).flatMap((key) => {
      const column = find(key);
      return column === undefined ? [] : [[key, column]];
    }),
  ) as Partial<BoxColumns>;
  const { image, x, y, width, height, right, bottom } = found;
  const sized =
    (width !== undefined && height !== undefined) || (right !== undefined && bottom !== undefined);
  return image !== undefined && x !== undefined && y !== undefined && sized
    ? { ...found, image, x, y }
    : null;
}

/**
 * Tables of boxes, a line a box, and, where there is one, a table of pictures, a line a picture, with author, source and licence and, in a
 * column that begins with `number`, how many boxes there should be. Its other columns become facts, for rule files.
 *
 * @param columns absent: guessed from the header
 */
export async function readCsvBoxes(folder: SourceFolder, columns?: BoxColumns): Promise<SourceList> {
  const faults: SourceFault[] = [];
  const boxes = new Map<string, SourceBox[]>();
  const sizes = new Map<string, { width: number; height: number }>();
  const about = new Map<string, Record<string, string>>();
  const classes = new Set<string>();
  const files = new Map(
    folder.files.filter((file) => pictureFile.test(file)).map((file) => [baseName(file), file]),
  );
  const named = (file: string, line: number, name: string | undefined): string | null => {
    const base = baseName(name ?? '');
    if (files.has(base)) return base;
    faults.push({ check: 'orphan-annotation', file, line, message: `${name ?? 'no name'} is not there` });
    return null;
  };
  for (const file of folder.files.filter((one) => /\.csv$/i.test(one))) {
    const rows = rowsOf(await folder.text(file), file, faults);
    const header = Object.keys(rows[0] ?? {});
    const map = columns !== undefined && header.includes(columns.x) ? columns : guessColumns(header);
    const nameColumn = header.find((column) => usual.image.includes(column.toLowerCase()));
    for (const [index, row] of rows.entries()) {
      const at = { file, line: index + 2 };
      if (map !== null) {
        const base = named(file, at.line, row[map.image]);
        const box = boxOf(row, map);
        if (base === null) continue;
        if (box === null)
          faults.push({ ...at, check: 'unreadable', message: `line ${at.line} of ${file} is no box` });
        else {
          const name = (map.class !== undefined && row[map.class]) || 'object';
          classes.add(name);
          boxes.set(base, [...(boxes.get(base) ?? []), { class: name, box }]);
        }
        const [width, height] = [map.imageWidth, map.imageHeight].map((column) => Number(row[column ?? '']));
        if (width! > 0 && height! > 0) sizes.set(base, { width: width!, height: height! });
      } else if (nameColumn !== undefined) {
        const base = named(file, at.line, row[nameColumn]);
        if (base !== null) about.set(base, { ...about.get(base), ...row });
      }
    }
  }
  const pictures = [...files].map(([base, file]): SourcePicture => {
    const found = boxes.get(base);
    if (found === undefined && !about.has(base))
      faults.push({ check: 'orphan-picture', file, message: `${file} is in no table` });
    const split = splitOf(file);
    const { facts, declared, ...origin } = factsOf(about.get(base) ?? {});
    return {
      ...{ file, ...origin },
      ...(split && { split }),
      ...((found !== undefined || about.has(base)) && { boxes: found ?? [] }),
      ...(Object.keys(facts).length > 0 && { facts }),
      ...((sizes.has(base) || declared !== undefined) && {
        declared: { ...sizes.get(base), ...(declared !== undefined && { boxes: declared }) },
      }),
    };
  });
  return { layout: 'csv-boxes', pictures, classes: [...classes].toSorted(), faults };
}

function rowsOf(text: string, file: string, faults: SourceFault[]): Record<string, string>[] {
  try {
    return readTable(text);
  } catch (error) {
    faults.push({ check: 'unreadable', file, message: `${file}: ${(error as Error).message}` });
    return [];
  }
}

function boxOf(row: Readonly<Record<string, string>>, columns: BoxColumns): SourceBox['box'] | null {
  const value = (column: string | undefined) =>
    column === undefined || (row[column] ?? '') === '' ? Number.NaN : Number(row[column]);
  const [x, y] = [value(columns.x), value(columns.y)];
  const twoCorners = columns.right !== undefined && columns.bottom !== undefined;
  const width = twoCorners ? value(columns.right) - x : value(columns.width);
  const height = twoCorners ? value(columns.bottom) - y : value(columns.height);
  return [x, y, width, height].every(Number.isFinite) ? [x, y, width, height] : null;
}

function factsOf(row: Readonly<Record<string, string>>) {
  const of = (...names: string[]) =>
    Object.entries(row).find(([column, value]) => names.includes(column.toLowerCase()) && value !== '')?.[1];
  const [author, source, licence] = [of('author'), of('source'), of('license', 'licence')];
  const count = Object.entries(row).find(([column]) => /^(number|num|n|count)[_ ]/i.test(column))?.[1];
  return {
    ...(author !== undefined && { author }),
    ...(source !== undefined && { source }),
    ...(licence !== undefined && { licence }),
    facts: row,
    declared: count !== undefined && /^\d+$/.test(count) ? Number(count) : undefined,
  };
}
