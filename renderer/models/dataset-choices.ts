import type { DatasetSummary } from '../../electron/contract/datasets.ts';
import { splits, type Split } from '../../ml/dataset/dataset.ts';

/** A dataset as something to judge: its newest version, and how many pictures each side has. */
export interface DatasetChoice {
  readonly name: string;
  readonly hash: string;
  readonly pictures: Readonly<Record<Split, number>>;
}

/** By name. */
export const datasetChoices = (all: readonly DatasetSummary[]): readonly DatasetChoice[] =>
  all
    .map(({ name, hash, classes }) => ({
      ...{ name, hash },
      pictures: Object.fromEntries(
        splits.map((split) => [split, classes.reduce((sum, one) => sum + one[split], 0)]),
      ) as Record<Split, number>,
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
