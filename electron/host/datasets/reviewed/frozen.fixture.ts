import { demoDataset } from '../../../../ml/demo/dataset.ts';
import { encodeY4m } from '../../../../ml/image/y4m.ts';
import type { Finding } from '../../../../ml/verdict/result.ts';
import type { createPictures } from '../../inspection/pictures.ts';
import { seeded } from '../../seeded.fixture.ts';
import { ada, finish } from '../room.fixture.ts';
import { openBench } from './bench.fixture.ts';

const [one] = demoDataset(1, { size: { width: 40, height: 30 } });

/** Twelve reviewed pictures, one of them a camera's frame: good ones, marked ones and unmarked ones, frozen with three sides. */
export async function frozen(pictures: ReturnType<typeof createPictures>, seed: number) {
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
    const regions = Array.from({ length: below(3) }, (): Finding => {
      const box = [below(300) / 10, below(200) / 10, 0.5 + below(200) / 10, 0.5 + below(200) / 10] as const;
      const drawn = { class: names[below(3)]!, score: 1, box };
      // Half of the pictures are marked with outlines alone, and some of those reach out of the picture.
      if (n % 2 === 0 && below(2) === 0) return { ...drawn, kind: 'box' };
      const [x, y, width, height] = box;
      const corners = Array.from({ length: 3 + below(9) }, () => [
        x + (width * below(101)) / 100,
        y + (height * below(1009)) / 1009,
      ]);
      return { ...drawn, kind: below(2) === 0 ? 'polygon' : 'mask', polygon: corners.flat() };
    });
    if (n % 3 === 0) await bench.label(id, 'pass');
    else await bench.label(id, 'defect', { class: shows, ...(n % 3 === 1 && { regions }) });
  }
  const which = { kind: 'new' } as const;
  await finish(bench.reviewed.freeze({ name: 'one', which, split: { valid: 0.2, test: 0.3, seed } }, ada));
  return bench;
}
