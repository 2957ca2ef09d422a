import type { Entry } from '../dataset.ts';
import { joined, missing, once, pictureAt, type Placed, type Writer } from './export.ts';

const boxColumns = [
  'label_name',
  'bbox_x',
  'bbox_y',
  'bbox_width',
  'bbox_height',
  'image_name',
  'image_width',
  'image_height',
];

/** `boxes.csv`, a line a box, and `pictures.csv`, a line a picture with its author, source and licence. */
export const writeCsvBoxes: Writer = (dataset, placed) => {
  const boxes = placed.flatMap(({ entry, base }) =>
    (entry.boxes ?? []).map(({ class: name, box }) => [name, ...box, base, entry.width, entry.height]),
  );
  // A picture without a list of boxes is in no table: nobody has looked for any.
  const listed = placed.filter(({ entry }) => entry.boxes !== undefined);
  const rows = listed.map(factsOf);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    files: once([
      { path: 'boxes.csv', text: table([boxColumns, ...boxes]) },
      {
        path: 'pictures.csv',
        text: table([columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]),
      },
      ...placed.map((one) => pictureAt(joined(one.entry.split), one)),
    ]),
    notes: missing(dataset, 'csv-boxes', ['class', 'outlines', 'mask', 'group']),
  };
};

/** The columns that the picture came with, else those that say who made it. */
function factsOf({ entry, base }: Placed): Readonly<Record<string, string>> {
  const { author, source, licence, boxes = [], facts } = entry;
  if (facts === undefined)
    return {
      ...{ Name: base, Author: author ?? '', Source: source ?? '', License: licence ?? '' },
      Number_of_boxes: String(boxes.length),
    };
  return Object.fromEntries(
    Object.entries(facts).map(([column, value]) => [column, isName(column, entry) ? base : value]),
  );
}
const isName = (column: string, { facts }: Entry): boolean =>
  /^(image_name|filename|file_name|image|file|name|image_id)$/i.test(column) && facts?.[column] !== '';

/** As RFC 4180 has it. */
const table = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map((value) => field(String(value))).join(',')}\n`).join('');
const field = (value: string): string =>
  /[",\n\r;]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
