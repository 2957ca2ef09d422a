import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import { changeKept } from '../kept.ts';
import { draftKey, draftSchema, emptyDraft, proposedName, type Draft } from './draft.ts';

/** Another screen chooses the dataset of the next run: Full opens with it, and keeps what else was chosen. */
export const handOver = ({ hash, name }: Pick<DatasetSummary, 'hash' | 'name'>): void =>
  changeKept(draftKey, draftSchema, emptyDraft, (draft): Draft => ({
    ...draft,
    step: 'dataset',
    dataset: hash,
    name: draft.name || proposedName(name),
  }));
