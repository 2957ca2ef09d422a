import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { fill } from '../../../../ml/dataset/outline.ts';
import { createPictures } from '../../inspection/pictures.ts';
import { workersPlatform } from '../../worker.fixture.ts';
import { frozen } from './frozen.fixture.ts';

/** The Python with other people's readers that `loupe setup tests` found or made. */
const found = fileURLToPath(new URL('../../../../out/tests.json', import.meta.url));
const python = existsSync(found)
  ? ((JSON.parse(readFileSync(found, 'utf8')) as { readers?: string | null }).readers ?? null)
  : null;
const script = fileURLToPath(new URL('../fixtures/read_dataset.py', import.meta.url));

const workers = workersPlatform();
const pictures = createPictures(workers);
afterAll(() => workers.end());

type Seen = Readonly<Record<string, { class: string; box: number[]; pixels: number | null }[]>>;
/** Pixels along an outline that readers may see otherwise: their sums are of single precision, their rules for borders their own. */
const border = (polygon: readonly number[]) => {
  let length = 0;
  for (let i = 0; i < polygon.length; i += 2) {
    const [x, y] = [polygon[(i + 2) % polygon.length]!, polygon[(i + 3) % polygon.length]!];
    length += Math.abs(x - polygon[i]!) + Math.abs(y - polygon[i + 1]!);
  }
  return length + 4;
};
const areaIn = (polygon: readonly number[]) => {
  let pixels = 0;
  fill(polygon, { width: 40, height: 30 }, () => pixels++);
  return pixels;
};

describe.skipIf(python === null)(
  "other people's readers (skipped where `loupe setup tests` found none)",
  () => {
    test.each(['yolo', 'coco', 'voc'] as const)(
      '%s: every box and outline is where it was drawn',
      async (layout) => {
        const folder = await mkdtemp(join(tmpdir(), 'loupe-readers-'));
        try {
          const { datasets, exports } = await frozen(pictures, 1);
          for await (const { path, bytes } of (await exports.files('one', layout)).each()) {
            await mkdir(dirname(join(folder, path)), { recursive: true });
            await writeFile(join(folder, path), bytes);
          }
          const said = execFileSync(python!, [script, layout, folder], {
            encoding: 'utf8',
            timeout: 120_000,
          });
          const seen = JSON.parse(said.trim().split('\n').at(-1)!) as Seen;

          const { entries } = (await datasets.open('one')).dataset;
          let outlined = 0;
          for (const { name, split, boxes } of entries) {
            const stem = name.slice(name.lastIndexOf('/') + 1);
            const marks = Object.entries(seen).find(
              ([path]) => path.replace(/\.\w+$/, '') === `${split}/${stem}`,
            )?.[1];
            // COCO lists only the pictures that somebody looked for boxes on; the others read an unlabelled one as one without.
            expect([name, marks?.length]).toEqual([
              name,
              layout === 'coco' ? boxes?.length : (boxes?.length ?? 0),
            ]);
            for (const [i, { class: shows, box, polygon }] of (boxes ?? []).entries()) {
              const mark = marks![i]!;
              expect(mark.class).toBe(shows);
              // VOC names the first and the last pixel: what is thinner than one pixel ends before it begins, and is turned round.
              if (layout === 'voc' && Math.min(box[2], box[3]) < 1) continue;
              for (const [k, value] of box.entries()) expect(mark.box[k]).toBeCloseTo(value, 2);
              if (polygon === undefined || layout === 'voc') continue;
              outlined++;
              expect(Math.abs(mark.pixels! - areaIn(polygon))).toBeLessThan(border(polygon));
            }
          }
          expect(entries.filter(({ boxes }) => boxes?.length).length).toBeGreaterThan(2);
          if (layout !== 'voc') expect(outlined).toBeGreaterThan(2);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      },
    );
  },
);
