import type { Dataset } from '../dataset.ts';
import { fill } from '../outline.ts';
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

/**
 * `images/` and `masks/` with equal stems, below the sides of the split and the classes; stacks stay stacks. Where a picture has no mask, but
 * everything marked on it is outlined, the outlines are filled, each with the number of its class; one on which there is nothing to mark
 * gets an empty mask.
 */
export const writePairs: Writer = (dataset, placed, stored) => {
  const outlined = dataset.entries.some(({ boxes }) => boxes?.some(({ polygon }) => polygon));
  const numbers = numbersOf(dataset);
  const fillable = ({ entry: { boxes, mask, page }, cut }: Placed) =>
    outlined &&
    mask === undefined &&
    (page === undefined || cut) &&
    boxes?.every((box) => box.polygon && numbers.has(box.class)) === true;
  const unfilled = placed.filter(
    (one) => one.entry.mask === undefined && (one.entry.boxes?.length ?? 0) > 0 && !fillable(one),
  );
  const filled = placed.filter(fillable).flatMap(({ entry }) => entry.boxes ?? []);
  const used = new Set(filled.map((box) => box.class));
  const meant = [...numbers].filter(([name]) => used.has(name)).map(([name, n]) => `${n} is ${name}`);
  return {
    files: once(
      placed.flatMap((one) => {
        const { split, class: name } = one.entry;
        const folder = joined(split, name && folderName(name));
        const masks = joined(folder, 'masks');
        const mask = fillable(one) ? [filledAt(masks, one, numbers)] : maskAt(masks, one, stored);
        return [pictureAt(joined(folder, 'images'), one), ...mask];
      }),
    ),
    notes: [
      ...(meant.length > 0 ? [`In the masks that were filled from outlines ${meant.join(', ')}.`] : []),
      ...(unfilled.length > 0
        ? [`pairs has no place for boxes; ${unfilled.length} pictures have some, and get no mask.`]
        : []),
      ...missing(dataset, 'pairs', ['group', 'author', 'source', 'licence']),
    ],
  };
};

/** The value of each class in a mask: as the dataset's own masks have it, else its place among the classes. */
function numbersOf({ classes, maskValues }: Dataset): ReadonlyMap<string, number> {
  return maskValues
    ? new Map(maskValues.flatMap(({ from, class: name }) => (name === null ? [] : [[name, from] as const])))
    : new Map(classes.map(({ name }, index) => [name, index + 1]));
}

function filledAt(folder: string, { entry, base }: Placed, numbers: ReadonlyMap<string, number>): ExportFile {
  const { width, height, boxes = [] } = entry;
  const areas = boxes.map((box) => ({ value: numbers.get(box.class)!, outline: box.polygon! }));
  return { path: joined(folder, `${stemOf(base)}.tif`), width, height, areas };
}

/** The numbers of a mask whose areas are filled one after the other, row by row. */
export function filledMask({ width, height, areas }: Extract<ExportFile, { areas: unknown }>): Uint16Array {
  const numbers = new Uint16Array(width * height);
  for (const { value, outline } of areas)
    fill(outline, { width, height }, (pixel) => {
      numbers[pixel] = value;
    });
  return numbers;
}

function maskAt(folder: string, { entry: { mask }, base, cut }: Placed, stored: StoredFiles): ExportFile[] {
  if (mask === undefined) return [];
  const { image, page } = mask;
  if (!cut) return [{ path: joined(folder, stemOf(base) + stored.endingOf(image)), image }];
  return [{ path: joined(folder, `${stemOf(base)}.tif`), image, page: page ?? 1, mask: true }];
}
