import { keepIn, quarantine, without } from '../../../ml/dataset/clean.ts';
import type { Dataset, Split } from '../../../ml/dataset/dataset.ts';
import { splitDataset, type SplitWishes } from '../../../ml/dataset/split.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Change, Version } from './versions.ts';

/** What a change makes of a dataset as it stands. */
export type Edit = (now: Version) => Change;

export const dealt =
  (wishes: SplitWishes): Edit =>
  ({ dataset }) => ({ dataset: splitDataset(dataset, wishes), made: `split, seed ${wishes.seed}` });

export const keptIn =
  (check: string, split: Split): Edit =>
  ({ dataset, findings }) => ({
    dataset: keepIn(dataset, findings, check, split),
    made: `kept in ${split} only: ${check}`,
  });

export const quarantined =
  (checks: readonly string[]): Edit =>
  ({ dataset, findings }) => ({
    dataset: quarantine(dataset, findings, checks),
    made: `left out: ${checks.join(', ')}`,
  });

/** @throws LoupeError `not-found` */
export const meaning =
  (of: string, verdict: Dataset['classes'][number]['verdict']): Edit =>
  ({ dataset }) => {
    if (!dataset.classes.some((one) => one.name === of))
      throw new LoupeError('not-found', { what: 'class', id: of });
    const classes = dataset.classes.map((one) => (one.name === of ? { ...one, verdict } : one));
    return { dataset: { ...dataset, classes }, made: `${of} means ${verdict}` };
  };

/** @throws LoupeError `not-found` */
export const takenOut =
  (picture: string): Edit =>
  ({ dataset }) => {
    if (!dataset.entries.some(({ name }) => name === picture))
      throw new LoupeError('not-found', { what: 'picture', id: picture });
    return { dataset: without(dataset, ({ name }) => name === picture), made: `took out ${picture}` };
  };
