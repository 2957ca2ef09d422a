import { appendBatch, newEntries } from '../../../ml/dataset/append.ts';
import type { Dataset } from '../../../ml/dataset/dataset.ts';
import { datasetReport, type DatasetReport } from '../../../ml/dataset/report.ts';
import type { DatasetSummary, ImportWishes } from '../../contract/datasets.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import { causeOf } from '../durable.ts';
import { importFolder, type Batch, type ImportDeps, type Progress } from './import.ts';
import type { Looks } from './looks.ts';
import type { Draft } from './uploads.ts';
import type { Change, Version, Versions } from './versions.ts';

export interface Imported {
  readonly summary: DatasetSummary;
  readonly passedOver: { file: string; why: string }[];
}
export interface AddPreview {
  readonly added: number;
  readonly known: number;
  readonly passedOver: { file: string; why: string }[];
  readonly alone: DatasetReport;
  readonly together: DatasetReport;
}

/** Folders that become datasets, or part of one. What a call does stands in `contract/datasets.ts`. */
export interface Bring {
  import(
    name: string,
    draft: Draft,
    wishes: ImportWishes,
    by: Actor,
    signal?: AbortSignal,
  ): AsyncGenerator<Progress, Imported>;
  previewAdd(
    name: string,
    draft: Draft,
    wishes: ImportWishes,
    signal?: AbortSignal,
  ): AsyncGenerator<Progress, AddPreview>;
  add(
    name: string,
    draft: Draft,
    wishes: ImportWishes,
    by: Actor,
    signal?: AbortSignal,
  ): AsyncGenerator<Progress, Imported>;
}

export interface BringDeps extends ImportDeps {
  readonly versions: Pick<Versions, 'current' | 'check'>;
  readonly looks: Pick<Looks, 'add'>;
  /** @throws LoupeError `conflict` for a name that is taken */
  free(name: string): void;
  change(name: string, by: Actor, make: (now: Version | null) => Promise<Change>): Promise<DatasetSummary>;
}

export function createBring({ versions, looks, free, change, ...deps }: BringDeps): Bring {
  return {
    async *import(name, draft, wishes, by, signal) {
      free(name);
      const batch = yield* importFolder(draft, wishes, deps, signal);
      const summary = await change(name, by, async () => {
        free(name);
        await looks.add(name, batch.looks);
        return { dataset: datasetOf(name, batch), made: `imported ${batch.entries.length} pictures` };
      });
      return { summary, passedOver: [...batch.passedOver] };
    },
    async *previewAdd(name, draft, wishes, signal) {
      const before = await versions.current(name);
      const batch = yield* importFolder(draft, wishes, deps, signal);
      await looks.add(name, batch.looks);
      const after = append(before, batch);
      const alone = await versions.check(datasetOf(name, batch));
      const together = await versions.check(after);
      const added = newEntries(before.dataset, batch).length;
      return {
        ...{ added, known: batch.entries.length - added, passedOver: [...batch.passedOver] },
        alone: datasetReport(alone.examination, alone.findings),
        together: datasetReport(together.examination, together.findings),
      };
    },
    async *add(name, draft, wishes, by, signal) {
      await versions.current(name);
      const batch = yield* importFolder(draft, wishes, deps, signal);
      const summary = await change(name, by, async (now) => {
        if (now === null) throw new LoupeError('not-found', { what: 'dataset', id: name });
        await looks.add(name, batch.looks);
        const dataset = append(now, batch);
        return { dataset, made: `added ${dataset.entries.length - now.dataset.entries.length} pictures` };
      });
      return { summary, passedOver: [...batch.passedOver] };
    },
  };
}

/** A batch as a dataset by itself. */
const datasetOf = (name: string, { task, classes, maskValues, entries, faults }: Batch): Dataset => ({
  ...{ format: 1, name, task, classes, entries: [...entries] },
  ...(maskValues && { maskValues }),
  ...(faults.length > 0 && { faults: [...faults] }),
});

function append({ dataset }: Version, batch: Batch): Dataset {
  try {
    return appendBatch(dataset, datasetOf(dataset.name, batch));
  } catch (error) {
    throw new LoupeError('bad-input', {
      what: 'the batch',
      got: causeOf(error),
      allowed: 'masks whose values mean the same',
    });
  }
}
