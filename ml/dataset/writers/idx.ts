import type { Entry } from '../dataset.ts';
import { missing, type ExportFile, type Writer } from './export.ts';

/** A file of grey pictures and one of labels for each side. @throws Error where pictures differ in size or have no class */
export const writeIdx: Writer = (dataset) => {
  const { entries, classes } = dataset;
  const [first] = entries;
  const odd = entries.find(
    (entry) => entry.width !== first?.width || entry.height !== first.height || entry.class === undefined,
  );
  if (odd !== undefined)
    throw new Error(
      odd.class === undefined
        ? `idx needs a class for every picture, and ${odd.name} has none`
        : `idx needs pictures of one size: ${first?.name} is ${first?.width} × ${first?.height}, ${odd.name} is ${odd.width} × ${odd.height}`,
    );
  const names = classes.map(({ name }) => name);
  const areNumbers = names.every((name) => /^\d{1,3}$/.test(name) && Number(name) < 256);
  const labelOf = ({ class: name = '' }: Entry) => (areNumbers ? Number(name) : names.indexOf(name));
  if (!areNumbers && names.length > 256)
    throw new Error(`idx has place for 256 classes, got ${names.length}`);
  const sides = [...new Set(entries.map(({ split }) => split))];
  return {
    files: sides.flatMap((side): ExportFile[] => {
      // By number, as they came.
      const own = entries
        .filter(({ split }) => split === side)
        .toSorted((one, other) => byNumber(one.name, other.name));
      const name = side === 'test' ? 't10k' : (side ?? 'all');
      const { width = 0, height = 0 } = first ?? {};
      return [
        {
          path: `${name}-images-idx3-ubyte`,
          head: header([own.length, height, width]),
          grey: own.map(({ image, page }) => ({ image, ...(page !== undefined && { page }) })),
        },
        {
          path: `${name}-labels-idx1-ubyte`,
          head: Uint8Array.from([...header([own.length]), ...own.map(labelOf)]),
          grey: [],
        },
      ];
    }),
    notes: [
      ...(areNumbers
        ? []
        : [`idx calls classes by number: ${names.map((name, index) => `${index} ${name}`).join(', ')}.`]),
      'idx holds grey pictures; coloured ones become grey.',
      ...missing(dataset, 'idx', ['boxes', 'mask', 'group', 'author', 'source', 'licence']),
    ],
  };
};

/** Two zero bytes, unsigned bytes, the number of dimensions, each as a big-endian u32. */
const header = (dims: readonly number[]): Uint8Array =>
  Uint8Array.from([
    0,
    0,
    8,
    dims.length,
    ...dims.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]),
  ]);

const byNumber = (one: string, other: string): number => {
  const [a, b] = [one, other].map((name) => /^(.*?)(\d*)$/.exec(name)!);
  return a![1]! < b![1]! ? -1 : a![1]! > b![1]! ? 1 : Number(a![2]) - Number(b![2]);
};
