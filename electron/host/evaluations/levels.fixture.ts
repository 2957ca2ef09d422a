import { encodeY4m } from '../../../ml/image/y4m.ts';
import type { Dataset, Split } from '../../../ml/dataset/dataset.ts';
import type { Images } from '../images/images.ts';
import { greyFrame } from '../models/sample.fixture.ts';

/** A dataset of grey pictures, bright ones damaged: `level` is what a brightness model answers, 0 to 255 / 256. */
export async function levelDataset(
  images: Pick<Images, 'put'>,
  sides: Readonly<Partial<Record<Split, Readonly<Record<string, 'ok' | 'pit'>>>>>,
): Promise<Dataset> {
  const entries: Dataset['entries'] = [];
  for (const [split, levels] of Object.entries(sides))
    for (const [level, label] of Object.entries(levels)) {
      const image = await images.put('y4m', encodeY4m(greyFrame(Number(level) - 5)));
      const name = `${split}/${level}.y4m`;
      entries.push({ name, image, width: 64, height: 64, class: label, split: split as Split });
    }
  const classes = [
    { name: 'ok', verdict: 'pass' as const },
    { name: 'pit', verdict: 'defect' as const },
  ];
  return { format: 1, name: 'levels', task: 'classify', classes, entries };
}
