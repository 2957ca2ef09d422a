import sharp from 'sharp';
import { createNodePlatform } from '../electron/host/platform-node.ts';
import { openDatasetStore } from '../electron/host/datasets/store.ts';
import { openImages } from '../electron/host/images/store.ts';
import { countBySide } from '../ml/dataset/counts.ts';
import { datasetText, type Dataset, type Split } from '../ml/dataset/dataset.ts';
import { demoDataset } from '../ml/demo/dataset.ts';
import type { FrameSize } from '../ml/demo/render.ts';
import { rgbOf } from '../ml/image/colour.ts';

const size = { width: 1280, height: 720 };
/** Every sixth picture of a test comes from a smaller camera, on which the demo model errs. */
const small = { width: 640, height: 360 };

/**
 * Puts a dataset of demo pieces, some of them damaged, into the data folder of a station that does not run.
 * @param camera that took all of them; default: one of 1280×720 took most
 */
export async function layDataset(
  data: string,
  name: string,
  sides: Partial<Record<Split, number>>,
  camera?: FrameSize,
): Promise<void> {
  const platform = createNodePlatform({
    data,
    workers: () => {
      throw new Error('no worker is needed');
    },
  });
  const images = await openImages({ platform, floorBytes: () => 0 });
  const store = await openDatasetStore(platform);
  const entries: Dataset['entries'] = [];
  let from = 5000;
  for (const [split, count] of Object.entries(sides)) {
    const others = camera === undefined && split === 'test' ? Math.floor(count / 6) : 0;
    const samples = [
      ...demoDataset(count - others, { size: camera ?? size, from }),
      ...demoDataset(others, { size: small, from: from + count - others }),
    ];
    for (const { frame, label, piece } of samples) {
      const { width, height } = frame;
      const raw = { width, height, channels: 3 } as const;
      const png = await sharp(rgbOf(frame), { raw }).png({ compressionLevel: 1 }).toBuffer();
      const image = await images.put('png', new Uint8Array(png));
      entries.push({
        ...{ name: `${label}/${piece.serial}.png`, image, width, height },
        ...{ class: label, split: split as Split },
      });
    }
    from += count;
  }
  const classes = [
    { name: 'good', verdict: 'pass' as const },
    { name: 'damaged', verdict: 'defect' as const },
  ];
  const dataset: Dataset = { format: 1, name, task: 'classify', classes, entries };
  await store.write(name, datasetText(dataset), {
    ...{ frozen: true, at: '2026-11-21T09:00:00Z', by: 'test', made: 'laid there', task: 'classify' },
    ...{ images: entries.length, parent: null, classes: countBySide(dataset), blocks: 0, warns: 0 },
  });
}
