import { createHash } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import type { Entry } from '../../../../ml/dataset/dataset.ts';
import { layouts, type Layout } from '../../../../ml/dataset/source.ts';
import { createPictures } from '../../inspection/pictures.ts';
import { workersPlatform } from '../../worker.fixture.ts';
import { ada, draftOf, finish } from '../room.fixture.ts';
import type { Datasets } from '../datasets.ts';
import { numbersOf } from '../mask-numbers.ts';
import { frozen } from './frozen.fixture.ts';

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

/** What a layout has a place for; the others say in a note that they have none. */
const keeps: Readonly<Record<Layout, readonly (keyof Entry)[]>> = {
  folders: ['class', 'split'],
  yolo: ['boxes', 'split'],
  voc: ['boxes', 'split'],
  coco: ['boxes', 'split', 'source'],
  'csv-boxes': ['boxes', 'split', 'source'],
  pairs: ['class', 'split', 'mask'],
  idx: ['class', 'split'],
};
/** Those with a place for outlines; in the others they are boxes. */
const outlines: ReadonlySet<Layout> = new Set(['yolo', 'coco']);

const maskOf = async ({ stored }: Datasets, mask: NonNullable<Entry['mask']>) => [
  ...numbersOf(await stored.mask(mask)),
];
/** The mask that a picture has by its outlines: its numbers, by the place of the class; none where a box has no outline. */
function filled({ boxes }: Entry, classes: readonly { readonly name: string }[]): number[] | undefined {
  if (boxes === undefined || boxes.some(({ polygon }) => polygon === undefined)) return undefined;
  const numbers = new Array<number>(1200).fill(0);
  for (const { class: of, polygon } of boxes)
    for (let pixel = 0; pixel < 1200; pixel++)
      if (isWithin(polygon!, (pixel % 40) + 0.5, Math.floor(pixel / 40) + 0.5))
        numbers[pixel] = 1 + classes.findIndex(({ name }) => name === of);
  return numbers;
}
/** A line to the right crosses the outline an odd number of times. */
function isWithin(polygon: readonly number[], x: number, y: number): boolean {
  let within = false;
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    const [x1, y1, x2, y2] = [polygon[i]!, polygon[i + 1]!, polygon[j]!, polygon[j + 1]!];
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) within = !within;
  }
  return within;
}
const runs = process.env['LOUPE_FULL'] === '1' ? 50 : 3;
test.each(layouts)(
  `%s: ${runs} datasets of reviewed pictures, exported and imported again, with no difference`,
  async (layout) => {
    for (let seed = 1; seed <= runs; seed++) {
      const { datasets, exports } = await frozen(pictures, seed);
      const files: Record<string, Uint8Array> = {};
      const written = await exports.files('one', layout);
      for await (const { path, bytes } of written.each()) files[path] = bytes;
      const named = (await datasets.open('one')).dataset.classes;
      const maskValues = named.map(({ name }, i) => ({ from: i + 1, to: i + 1, class: name }));
      await finish(datasets.import('two', draftOf(files), { layout, maskValues }, ada));

      const { entries, classes } = (await datasets.open('one')).dataset;
      // Where nothing is outlined an empty mask would say that somebody looked for something.
      const outlined = entries.some(({ boxes }) => boxes?.some(({ polygon }) => polygon));
      /** As the layout has it: a camera's frame becomes a picture file, in IDX every picture its grey levels and every class its number. */
      const told = async (entry: Entry, exported: boolean) => {
        const frame = await datasets.stored.frame(entry);
        const grey = layout === 'idx' && frame.layout === 'rgb';
        const pixels = grey
          ? Uint8Array.from({ length: 1200 }, (_, i) =>
              Math.round(
                0.299 * frame.data[3 * i]! + 0.587 * frame.data[3 * i + 1]! + 0.114 * frame.data[3 * i + 2]!,
              ),
            )
          : layout === 'idx'
            ? frame.data.subarray(0, 1200)
            : await pictures.encode(frame, 'png');
        // Those three list only the pictures that somebody looked for boxes on.
        const listed = entry.boxes !== undefined || !['coco', 'csv-boxes'].includes(layout);
        const mask = entry.mask && (await maskOf(datasets, entry.mask));
        return JSON.stringify([
          createHash('sha256').update(pixels).digest('hex'),
          ...keeps[layout].map((key) => {
            if (key === 'boxes')
              return entry.boxes
                ?.map(({ class: of, box, polygon = [] }) => [
                  of,
                  ...box,
                  ...(outlines.has(layout) ? polygon : []),
                ])
                .toSorted();
            if (key === 'mask') return exported && outlined ? filled(entry, classes) : mask;
            if (key === 'source') return listed ? entry.source : undefined;
            if (key === 'class' && layout === 'idx' && exported)
              return String(classes.findIndex(({ name }) => name === entry.class));
            if (key === 'class' && exported) return entry.class?.replaceAll(/[<>]/g, '_');
            return entry[key];
          }),
        ]);
      };
      const all = async (of: readonly Entry[], exported: boolean) =>
        (await Promise.all(of.map((entry) => told(entry, exported)))).toSorted();
      const back = await all((await datasets.open('two')).dataset.entries, false);
      expect([seed, back.length, back]).toEqual([seed, 12, await all(entries, true)]);
    }
  },
  120_000,
);
