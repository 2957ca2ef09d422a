import { createHash } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import type { Entry } from '../../../../ml/dataset/dataset.ts';
import { layouts, type Layout } from '../../../../ml/dataset/source.ts';
import { demoDataset } from '../../../../ml/demo/dataset.ts';
import { encodeY4m } from '../../../../ml/image/y4m.ts';
import type { Finding } from '../../../../ml/verdict/result.ts';
import { createPictures } from '../../inspection/pictures.ts';
import { seeded } from '../../seeded.fixture.ts';
import { workersPlatform } from '../../worker.fixture.ts';
import { ada, draftOf, finish } from '../room.fixture.ts';
import { openBench } from './bench.fixture.ts';

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
  pairs: ['class', 'split'],
  idx: ['class', 'split'],
};
const [one] = demoDataset(1, { size: { width: 40, height: 30 } });

/** Twelve reviewed pictures, one of them a camera's frame: good ones, marked ones and unmarked ones, frozen with three sides. */
async function frozen(seed: number) {
  const chance = seeded(seed);
  const below = (count: number) => Math.floor(chance() * count);
  const bench = await openBench(pictures);
  const names = ['bent', "it's rust, or <dirt>", 'pit & scratch'];
  for (let n = 0; n < 12; n++) {
    const frame = encodeY4m(one!.frame);
    const image = n === 5 ? { sha256: await bench.images.put('y4m', frame), type: 'y4m' as const } : null;
    const change = image && { image: { ...image, width: 40, height: 30, bytes: frame.length } };
    const id = await bench.inspect(100 * seed + n, { identity: { serial: `SN ${n >> 1}` }, ...change });
    const shows = names[below(3)]!;
    const regions = Array.from({ length: below(3) }, (): Finding => ({
      ...{ kind: 'box', class: names[below(3)]!, score: 1 },
      box: [below(300) / 10, below(200) / 10, 0.5 + below(200) / 10, 0.5 + below(200) / 10],
    }));
    if (n % 3 === 0) await bench.label(id, 'pass');
    else await bench.label(id, 'defect', { class: shows, ...(n % 3 === 1 && { regions }) });
  }
  const which = { kind: 'new' } as const;
  await finish(bench.reviewed.freeze({ name: 'one', which, split: { valid: 0.2, test: 0.3, seed } }, ada));
  return bench;
}

const runs = process.env['LOUPE_FULL'] === '1' ? 50 : 3;
test.each(layouts)(
  `%s: ${runs} datasets of reviewed pictures, exported and imported again, with no difference`,
  async (layout) => {
    for (let seed = 1; seed <= runs; seed++) {
      const { datasets, exports } = await frozen(seed);
      const files: Record<string, Uint8Array> = {};
      const written = await exports.files('one', layout);
      for await (const { path, bytes } of written.each()) files[path] = bytes;
      await finish(datasets.import('two', draftOf(files), { layout }, ada));

      const { entries, classes } = (await datasets.open('one')).dataset;
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
        return JSON.stringify([
          createHash('sha256').update(pixels).digest('hex'),
          ...keeps[layout].map((key) => {
            if (key === 'boxes') return entry.boxes?.map((box) => [box.class, ...box.box]).toSorted();
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
