import { countBySide } from '../ml/dataset/counts.ts';
import { datasetText } from '../ml/dataset/dataset.ts';
import { openDatasetStore } from '../electron/host/datasets/store.ts';
import { levelDataset } from '../electron/host/evaluations/levels.fixture.ts';
import { openImages } from '../electron/host/images/store.ts';
import { createNodePlatform } from '../electron/host/platform-node.ts';

const levels = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + 4 * i);
const judgedAs = (levels: readonly number[], label: 'ok' | 'pit') =>
  Object.fromEntries(levels.map((level) => [level, label]));

/** A station's disk before its first start. */
export const diskOf = (data: string) =>
  createNodePlatform({
    data,
    workers: () => {
      throw new Error('no worker is needed');
    },
  });

/** Lays a frozen dataset there: 18 grey pictures to choose limits on, and a test of as many others; the bright half is damaged. */
export async function layLevels(platform: ReturnType<typeof diskOf>): Promise<void> {
  const images = await openImages({ platform, floorBytes: () => 0 });
  const dataset = await levelDataset(images, {
    valid: { ...judgedAs(levels(22, 9), 'ok'), ...judgedAs(levels(202, 9), 'pit') },
    test: { ...judgedAs(levels(20, 9), 'ok'), ...judgedAs(levels(200, 9), 'pit') },
  });
  const store = await openDatasetStore(platform);
  await store.write('levels', datasetText(dataset), {
    ...{ frozen: true, at: '2026-11-21T09:00:00Z', by: 'test', made: 'laid there', task: 'classify' },
    ...{ images: 36, parent: null, classes: countBySide(dataset), blocks: 0, warns: 0 },
  });
}
