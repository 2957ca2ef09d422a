import type { Split } from '../../ml/dataset/dataset.ts';
import { useAsked, type Asked } from './use-asked.ts';

/** A dataset as something to judge: its newest version, and how many pictures each side has. */
export interface DatasetChoice {
  readonly name: string;
  readonly hash: string;
  readonly pictures: Readonly<Record<Split, number>>;
}

/** The station's datasets, by name. */
export function useDatasets(): Asked<readonly DatasetChoice[]> {
  return useAsked('datasets', async (client, signal) => {
    const all = await client.datasets.list(undefined, { signal });
    const count = (classes: (typeof all)[number]['classes'], split: Split) =>
      classes.reduce((sum, one) => sum + one[split], 0);
    return all
      .map(({ name, hash, classes }) => ({
        ...{ name, hash },
        pictures: {
          train: count(classes, 'train'),
          valid: count(classes, 'valid'),
          test: count(classes, 'test'),
        },
      }))
      .toSorted((one, other) => one.name.localeCompare(other.name));
  });
}
